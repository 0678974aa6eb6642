"""The text of a stack file: its values with their lines, and what an error is."""
