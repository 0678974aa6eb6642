"""What the resources of ECR say."""

import pulumi_aws as aws
import pytest

from policies.resource import TYPES, EcrResource


def test_every_type_of_pulumi_aws_exists_under_its_token() -> None:
    classes = [
        aws.ecr.Repository,
        aws.ecr.RepositoryPolicy,
        aws.ecr.LifecyclePolicy,
        aws.ecr.RegistryPolicy,
        aws.ecr.RepositoryCreationTemplate,
        aws.ecr.RegistryScanningConfiguration,
        aws.ecr.ReplicationConfiguration,
        aws.ecrpublic.Repository,
    ]
    assert {name for name in TYPES if name.startswith("aws:")} == {vars(made)["pulumi_type"] for made in classes}


def test_what_a_resource_does_not_say_is_none() -> None:
    repository = EcrResource(TYPES["aws:ecr/repository:Repository"], {"encryptionConfigurations": []}, True)
    assert repository.value(("encryptionConfigurations", 0, "kmsKey")) is None
    assert repository.value(("imageScanningConfiguration", "scanOnPush")) is None
    assert repository.names is None
    assert repository.exclusions == []


@pytest.mark.parametrize(("prefix", "names"), [("team", "team/*"), ("ROOT", "*")])
def test_a_template_stands_for_all_names_below_its_prefix(prefix: str, names: str) -> None:
    template = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"
    assert EcrResource(TYPES[template], {"prefix": prefix}, False).names == names
