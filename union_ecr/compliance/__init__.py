"""The rules that hold for any ECR resource, whoever declares it: judged by its own properties and documents."""
