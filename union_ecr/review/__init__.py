"""What the stacks declare, described for reviewers."""
