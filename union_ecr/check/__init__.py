"""The images of workflows, read from source code without running it, against what the stacks declare."""
