"""Facts of AWS, each in one place."""
