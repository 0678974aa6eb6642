"""What is declared, in words."""
