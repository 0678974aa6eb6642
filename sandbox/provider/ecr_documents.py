"""aws.ecr.RepositoryPolicy and aws.ecr.LifecyclePolicy as the provider does them."""

from typing import TYPE_CHECKING, Any

from sandbox.provider.equivalence import same_lifecycle, same_policy

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

Properties = dict[str, Any]


def set_repository_policy(client: "ECRClient", inputs: Properties) -> None:
    """SetRepositoryPolicy, for a creation and for an update; the plugin never sends `force`."""
    client.set_repository_policy(repositoryName=inputs["repository"], policyText=inputs["policy"])


def read_repository_policy(client: "ECRClient", identifier: str, state: Properties) -> Properties | None:
    """The live policy; the state's own text stays while it is equivalent to what ECR answers."""
    try:
        live = client.get_repository_policy(repositoryName=identifier)
    except (
        client.exceptions.RepositoryNotFoundException,
        client.exceptions.RepositoryPolicyNotFoundException,
    ):
        return None
    known, text = state.get("policy"), live["policyText"]
    policy = known if same_policy(known, text) else text
    return {"repository": identifier, "registryId": live["registryId"], "policy": policy}


def delete_repository_policy(client: "ECRClient", state: Properties) -> None:
    """DeleteRepositoryPolicy; nothing to delete is fine."""
    try:
        client.delete_repository_policy(repositoryName=state["repository"])
    except (
        client.exceptions.RepositoryNotFoundException,
        client.exceptions.RepositoryPolicyNotFoundException,
    ):
        return


def put_lifecycle_policy(client: "ECRClient", inputs: Properties) -> None:
    """PutLifecyclePolicy."""
    client.put_lifecycle_policy(repositoryName=inputs["repository"], lifecyclePolicyText=inputs["policy"])


def read_lifecycle_policy(client: "ECRClient", identifier: str, state: Properties) -> Properties | None:
    """The live lifecycle policy; the state's own text stays while it is equivalent to what ECR answers."""
    try:
        live = client.get_lifecycle_policy(repositoryName=identifier)
    except (
        client.exceptions.RepositoryNotFoundException,
        client.exceptions.LifecyclePolicyNotFoundException,
    ):
        return None
    known, text = state.get("policy"), live["lifecyclePolicyText"]
    policy = known if same_lifecycle(known, text) else text
    return {"repository": identifier, "registryId": live["registryId"], "policy": policy}


def delete_lifecycle_policy(client: "ECRClient", state: Properties) -> None:
    """DeleteLifecyclePolicy; nothing to delete is fine."""
    try:
        client.delete_lifecycle_policy(repositoryName=state["repository"])
    except (
        client.exceptions.RepositoryNotFoundException,
        client.exceptions.LifecyclePolicyNotFoundException,
    ):
        return


def never_updated(_client: "ECRClient", _old: Properties, _new: Properties) -> None:
    """Every property of a lifecycle policy replaces it, so the engine never asks for an update."""
    raise AssertionError("a lifecycle policy is replaced, never updated")
