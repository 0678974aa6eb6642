"""What exists in AWS, as Pulumi components."""
