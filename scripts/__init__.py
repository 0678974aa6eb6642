"""The `union-ecr` command line: one verb, one file."""
