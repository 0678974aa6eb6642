"""The same program without this project: every resource on its own, every document as literal text."""

from collections.abc import Iterable

import pulumi

_POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"AllowPull","Effect":"Allow","Principal":{"AWS":'
    '"arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"},"Action":'
    '["ecr:BatchCheckLayerAvailability","ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}'
)
_LIFECYCLE = (
    '{"rules":[{"rulePriority":1,"description":"Expire untagged images 14 days after they were pushed","selection":'
    '{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14},'
    '"action":{"type":"expire"}}]}'
)


def declare_flat(images: Iterable[str]) -> None:
    """Declare what the component declares for images at their defaults, without component, model and outputs."""
    for image in images:
        _declare(image, None)


def declare_wrapped(images: Iterable[str]) -> None:
    """The same with an otherwise empty component around each image: what the engine takes for a component."""
    for image in images:
        _Wrapping(image)


class _Wrapping(pulumi.ComponentResource):
    def __init__(self, image: str) -> None:
        super().__init__("bench:index:Wrapping", image)
        self.register_outputs(_declare(image, self))


def _declare(image: str, parent: pulumi.Resource | None) -> dict[str, pulumi.Output[str]]:
    import pulumi_aws as aws  # as in a program of its own, the import is part of what is measured

    repository = aws.ecr.Repository(
        image,
        name=image,
        region="us-east-1",
        image_tag_mutability="IMMUTABLE",
        image_tag_mutability_exclusion_filters=[],
        image_scanning_configuration={"scan_on_push": True},
        encryption_configurations=[{"encryption_type": "AES256"}],
        force_delete=False,
        tags={},
        opts=pulumi.ResourceOptions(parent=parent, protect=True),
    )
    opts = pulumi.ResourceOptions(parent=parent, deleted_with=repository, delete_before_replace=True)
    for document_type, policy in ((aws.ecr.RepositoryPolicy, _POLICY), (aws.ecr.LifecyclePolicy, _LIFECYCLE)):
        document_type(image, repository=repository.name, region="us-east-1", policy=policy, opts=opts)
    return {
        "repositoryUrl": repository.repository_url,
        "repositoryArn": repository.arn,
        "repositoryName": repository.name,
    }
