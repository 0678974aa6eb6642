"""What starts drift detection as soon as something changes: EventBridge rules for CloudTrail's events."""
