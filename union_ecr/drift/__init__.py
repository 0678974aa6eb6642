"""What is declared against what lives in AWS."""
