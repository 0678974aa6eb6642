"""The Pulumi program: one stack file becomes private ECR repositories, lifecycle rules and pull grants."""

from components import deploy

deploy()
