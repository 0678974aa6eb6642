"""Amazon ECR beyond moto: other accounts' registries, paging, layer downloads, access control.

Each operation is a method, as in moto: a method here adds an operation or replaces moto's.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult
from moto.ecr import urls

from . import repositories
from .authorization_tokens import authorization_token
from .creation_templates import CreationTemplates
from .ecr_errors import EcrError
from .error_responses import error_response
from .paging import Page
from .policy_evaluation import Decision, combined, evaluate_resource_policy
from .pull_through_cache import PullThroughCache
from .recorded_principals import principals
from .registry_settings import RegistrySettings
from .repository_documents import RepositoryDocuments
from .service_model import check_request
from .upstream_images import UpstreamImages

# Amazon ECR API reference, AuthorizationData: "Authorization tokens are valid for 12 hours."
TOKEN_LIFETIME = timedelta(hours=12)


def install() -> None:
    """Make moto in this process answer ECR calls with this module."""
    urls.url_paths = {"{0}/$": EmulatedEcrResponse.dispatch}
    repositories.install()


class EmulatedEcrResponse(RepositoryDocuments, UpstreamImages, CreationTemplates, PullThroughCache, RegistrySettings):
    """One ECR request: all operations there are."""

    def call_action(self) -> TYPE_RESPONSE:
        """Refuse invalid requests and what policies deny, then do the call."""
        try:
            check_request(self._get_action(), self.parameters)
            if self._get_action() == "BatchGetImage":
                self.import_upstream_images(self._is_allowed)
            self._authorize()
            return super().call_action()
        except EcrError as refused:
            response = error_response("ecr", refused.answer)
            return response.status_code, dict(response.headers), response.get_data(as_text=True)

    def describe_repositories(self) -> ActionResult:
        """Page by page (see paging)."""
        page = Page.requested(self.parameters, "repositories", selection="repositoryNames")
        return self.page_of(page, super().describe_repositories(), "repositories")

    def list_images(self) -> ActionResult:
        """Page by page (see paging)."""
        page = Page.requested(self.parameters, f"imageIds of {self._repository_names()}")
        return self.page_of(page, super().list_images(), "imageIds")

    def describe_images(self) -> ActionResult:
        """Page by page (see paging)."""
        listing = f"imageDetails of {self._repository_names()}"
        page = Page.requested(self.parameters, listing, selection="imageIds")
        return self.page_of(page, super().describe_images(), "imageDetails")

    def get_download_url_for_layer(self) -> ActionResult:  # type: ignore[override]  # moto: not implemented
        """Return a presigned-looking address of an uploaded layer.

        API reference, GetDownloadUrlForLayer. The bucket's name is the one of the user guide, "Amazon ECR
        interface VPC endpoints": prod-REGION-starport-layer-bucket. Nothing answers at the address.
        """
        repository, digest = self.repository(), str(self.parameters.get("layerDigest"))
        if digest not in repository.layers:
            raise EcrError(
                "LayersNotFoundException",
                f"The layer with digest '{digest}' does not exist in the repository with name "
                f"'{repository.name}' in the registry with id '{self.registry}'",
            )
        host = f"prod-{self.region}-starport-layer-bucket.s3.{self.region}.amazonaws.com"
        url = f"https://{host}/{self.registry}/{repository.name}/{digest}?X-Amz-Expires=3600"
        return ActionResult({"downloadUrl": url, "layerDigest": digest})

    def get_authorization_token(self) -> ActionResult:
        """Return tokens that look like AWS's and expire in 12 hours; moto's say little and expired in 2015."""
        result: Any = super().get_authorization_token().result
        expiry = datetime.now(UTC) + TOKEN_LIFETIME
        tokens = [
            {
                **token,
                "authorizationToken": authorization_token(self.caller.arn, token["proxyEndpoint"], expiry),
                "expiresAt": expiry,
            }
            for token in result["authorizationData"]
        ]
        return ActionResult({"authorizationData": tokens})

    def _repository_names(self) -> list[str]:
        arn = str(self.parameters.get("resourceArn", ""))
        if arn:
            return [arn.partition(":repository/")[2]]
        name = self.parameters.get("repositoryName")
        return [name] if name else self.parameters.get("repositoryNames") or []

    def _authorize(self) -> None:
        """Evaluate the policies of the repositories that a call names, and the registry policy.

        In its own account a caller needs no repository policy, but an explicit Deny still refuses (user
        guide, "Repository policies vs IAM policies"). In another account the caller needs an Allow. There,
        a repository that does not exist has the same error as one without a policy, as seen from ECR
        (bottlerocket-update-operator issue #157): other accounts do not learn which names exist. A call for another
        registry that names no repository is about all of them: only a registry policy can allow it
        (user guide, "Private registry permissions in Amazon ECR").
        """
        own = self.registry == self.caller.account
        action = f"ecr:{self._get_action()}"
        for name in self._repository_names() or ([] if own else ["*"]):
            if not self._is_allowed(action, name):
                raise self._access_denied(action, name, self._decision(action, name))

    def _is_allowed(self, action: str, name: str) -> bool:
        decision = self._decision(action, name)
        own = self.registry == self.caller.account
        return decision is Decision.ALLOWED or (own and decision is Decision.IMPLICIT_DENY)

    def _decision(self, action: str, name: str) -> Decision:
        repository = self.ecr_backend.repositories.get(name)
        own_policy = repository.policy if repository else None
        arn = f"{self.location.arn}:repository/{name}"
        policies = ((own_policy, None), (self.ecr_backend.registry_policy, arn))
        return combined(
            evaluate_resource_policy(principals.shown(policy), self.caller, action, resource)
            for policy, resource in policies
            if policy
        )

    def _access_denied(self, action: str, name: str, decision: Decision) -> EcrError:
        """Return AWS's error (IAM user guide, "Troubleshoot access denied error messages")."""
        reason = (
            "with an explicit deny in a resource-based policy"
            if decision is Decision.EXPLICIT_DENY
            else f"because no resource-based policy allows the {action} action"
        )
        return EcrError(
            "AccessDeniedException",
            f"User: {self.caller.arn} is not authorized to perform: {action} on resource: "
            f"{self.location.arn}:repository/{name} {reason}",
        )
