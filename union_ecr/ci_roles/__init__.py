"""What the roles of CI may do."""
