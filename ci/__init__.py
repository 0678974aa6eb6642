"""What the workflows in .github/ run besides `union-ecr`: the standard library, git and gh alone."""
