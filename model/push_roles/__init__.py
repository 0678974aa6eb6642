"""Push roles: IAM roles for a CI that may push to named images only."""
