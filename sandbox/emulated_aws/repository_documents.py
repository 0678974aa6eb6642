"""A repository's two documents: its policy and its lifecycle policy."""

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import Repository

from .ecr_errors import invalid_parameter
from .ecr_request import EcrRequest
from .lifecycle_documents import check_lifecycle_text
from .policy_documents import normalised_policy, with_aws_principals
from .policy_evaluation import locks_out
from .recorded_principals import principals


def stored_policy(text: str, document: dict[str, Any], partition: str) -> str:
    """Return the text AWS stores: normalised, and with unique ids where principals must exist.

    A text that needs no such change stays as it was given.
    """
    stored = with_aws_principals(normalised_policy(document, partition), principals.stored)
    return text if stored == document else json.dumps(stored, separators=(",", ":"), ensure_ascii=False)


class RepositoryDocuments(EcrRequest):
    """Operations on them."""

    def set_repository_policy(self) -> ActionResult:
        """Refuse an invalid document, and one that locks its author out.

        API reference, SetRepositoryPolicy, `force`; the message of that error is not ECR's.
        """
        repository, text = self.repository(), self.parameters["policyText"]
        document = self.accepted_policy(text, "repository")
        stored = stored_policy(text, document, self.location.partition)
        if not self.parameters.get("force") and locks_out(principals.shown(stored), self.caller):
            raise invalid_parameter("PolicyText", "The policy would prevent you from setting another one: use force")
        repository.policy = stored
        return self._with_policy(repository, stored)

    def get_repository_policy(self) -> ActionResult:
        """Show the policy as AWS does (see recorded_principals)."""
        super().get_repository_policy()
        repository = self.repository()
        return self._with_policy(repository, repository.policy or "")

    def delete_repository_policy(self) -> ActionResult:
        """Return the policy that is gone as AWS shows it."""
        answer: Any = super().delete_repository_policy().result
        return ActionResult({**answer, "policyText": principals.shown(answer["policyText"])})

    def put_lifecycle_policy(self) -> ActionResult:
        """Store a document that ECR accepts, byte for byte; moto's rules are those of an older schema."""
        repository, text = self.repository(), self.parameters["lifecyclePolicyText"]
        check_lifecycle_text(text)
        repository.lifecycle_policy = text
        return ActionResult({**self._named(repository), "lifecyclePolicyText": text})

    def _with_policy(self, repository: Repository, stored: str) -> ActionResult:
        return ActionResult({**self._named(repository), "policyText": principals.shown(stored)})

    def _named(self, repository: Repository) -> dict[str, str]:
        return {"registryId": repository.registry_id, "repositoryName": repository.name}
