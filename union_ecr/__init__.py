"""Private AWS ECR for Union and Flyte images, as code."""
