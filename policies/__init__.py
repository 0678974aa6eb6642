"""The rules that union-ecr holds for itself as Pulumi policies, for any ECR resource of any program."""

from .policies import POLICIES

__all__ = ["POLICIES"]
