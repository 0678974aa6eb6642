"""aws.ecr.RepositoryPolicy and aws.ecr.LifecyclePolicy as the provider does them: a text that hangs on a repository."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.provider.equality import state_text_if_equivalent
from sandbox.provider.resource_type import REGION, Properties, Property, ResourceType
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient


@dataclass(frozen=True)
class RepositoryDocument:
    """One kind of document: the boto3 methods that put, get and delete it, and how its text and absence are called."""

    put: str
    get: str
    remove: str
    text: str
    absence: str
    equal: Callable[[Any, Any], bool]

    def create(self, client: "ECRClient", inputs: Properties) -> str:
        """Put the text, over whatever is there; the plugin never sends `force`."""
        getattr(client, self.put)(**{"repositoryName": inputs["repository"], self.text: inputs["policy"]})
        return str(inputs["repository"])

    def read(self, client: "ECRClient", identifier: str, state: Properties) -> Properties | None:
        """The live document; the state's own text stays while it is equivalent to what ECR answers."""
        try:
            live = getattr(client, self.get)(repositoryName=identifier)
        except self._absent(client):
            return None
        policy = state_text_if_equivalent(state.get("policy"), live[self.text], self.equal)
        return {"repository": identifier, "registryId": live["registryId"], "policy": policy}

    def update(self, client: "ECRClient", _old: Properties, new: Properties) -> None:
        """Put the new text. The engine asks for it only where a change does not replace the resource."""
        self.create(client, new)

    def delete(self, client: "ECRClient", state: Properties) -> None:
        """Delete it; nothing to delete is fine."""
        try:
            getattr(client, self.remove)(repositoryName=state["repository"])
        except self._absent(client):
            return

    def _absent(self, client: "ECRClient") -> tuple[type[Exception], ...]:
        return client.exceptions.RepositoryNotFoundException, getattr(client.exceptions, self.absence)

    def resource_type(self, noun: str, policy: Property) -> ResourceType:
        """The type of it; `policy` is how its text behaves."""
        return ResourceType(
            noun=noun,
            creating=f"creating {noun} ({{repository}})",
            properties={"repository": Property(replaces=True), "region": REGION, "policy": policy},
            computed=("registryId",),
            create=self.create,
            read=self.read,
            update=self.update,
            delete=self.delete,
        )


REPOSITORY_POLICY = RepositoryDocument(
    put="set_repository_policy",
    get="get_repository_policy",
    remove="delete_repository_policy",
    text="policyText",
    absence="RepositoryPolicyNotFoundException",
    equal=equivalent_policies,
).resource_type("ECR Repository Policy", Property(equal=equivalent_policies))
LIFECYCLE_POLICY = RepositoryDocument(
    put="put_lifecycle_policy",
    get="get_lifecycle_policy",
    remove="delete_lifecycle_policy",
    text="lifecyclePolicyText",
    absence="LifecyclePolicyNotFoundException",
    equal=equivalent_lifecycle_policies,
).resource_type("ECR Lifecycle Policy", Property(replaces=True, equal=equivalent_lifecycle_policies))
