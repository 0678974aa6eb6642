"""What the workflows in .github/ run besides `union-ecr`, with nothing but the standard library, git and gh."""
