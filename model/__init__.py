"""What a team writes and what it means: pure, without Pulumi, boto3, files, clock or network."""
