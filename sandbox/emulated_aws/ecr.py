"""Amazon ECR beyond moto: other accounts' registries, paging, layer downloads, honest refusals.

Each operation is one method, as in moto: a method added here adds an operation or replaces moto's.
"""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult
from moto.ecr import models, urls
from moto.ecr.models import ECRBackend, Repository, ecr_backends
from moto.ecr.responses import ECRResponse
from moto.utilities.utils import get_partition

from .callers import Caller, UnknownSessionError, caller_of
from .error_bodies import error_response
from .faults import ErrorAnswer
from .paging import Page
from .repository_policy import Verdict, judge

# Amazon ECR API reference, AuthorizationData: "Authorization tokens are valid for 12 hours."
TOKEN_LIFETIME = timedelta(hours=12)


class RefusedError(Exception):
    """Ends an operation with an error, also one that ECR's service model does not list."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.answer = ErrorAnswer(code, message)


# Amazon ECR API reference, CreateRepository, repositoryName; moto still has the older pattern, with single separators.
_REPOSITORY_NAME = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"


def install() -> None:
    """Make moto in this process answer ECR calls with this module."""
    urls.url_paths = {"{0}/$": EmulatedEcrResponse.dispatch}
    models.ECR_REPOSITORY_NAME_PATTERN = _REPOSITORY_NAME


class EmulatedEcrResponse(ECRResponse):
    """One ECR request; lives as long as it."""

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The call's parameters."""
        return self.normalized_request.get_json(force=True, silent=True) or {}

    @cached_property
    def registry(self) -> str:
        """The account whose registry the call is for: registryId, the ARN's account, else the caller's."""
        arn = str(self.parameters.get("resourceArn", "")).split(":")
        return (arn[4] if len(arn) > 5 else None) or self.parameters.get("registryId") or self.current_account

    @property
    def ecr_backend(self) -> ECRBackend:
        """The registry's state; moto would search the caller's own."""
        return ecr_backends[self.registry][self.region]

    def call_action(self) -> TYPE_RESPONSE:
        """Refuse what the repository's policy refuses, then do the call."""
        try:
            self._authorize()
            return super().call_action()
        except RefusedError as refused:
            response = error_response("ecr", refused.answer)
            return response.status_code, dict(response.headers), response.get_data(as_text=True)

    def describe_repositories(self) -> ActionResult:
        """Page by page (see paging)."""
        page = Page.asked_for(self.parameters, "repositories", selection="repositoryNames")
        return self._page_of(page, super().describe_repositories(), "repositories")

    def list_images(self) -> ActionResult:
        """Page by page (see paging)."""
        page = Page.asked_for(self.parameters, f"imageIds of {self._repository_names()}")
        return self._page_of(page, super().list_images(), "imageIds")

    def describe_images(self) -> ActionResult:
        """Page by page (see paging)."""
        listing = f"imageDetails of {self._repository_names()}"
        page = Page.asked_for(self.parameters, listing, selection="imageIds")
        return self._page_of(page, super().describe_images(), "imageDetails")

    def create_repository(self) -> ActionResult:
        """Give the repository the registry's own domain (AWS general reference, "Amazon ECR endpoints": China's)."""
        answer = super().create_repository()
        repository = self._repository()
        if self.region.startswith("cn-"):
            repository.uri = f"{self.registry}.dkr.ecr.{self.region}.amazonaws.com.cn/{repository.name}"
        return answer

    def put_image(self) -> ActionResult:
        """Refuse a missing repository by name (API reference, PutImage: RepositoryNotFoundException)."""
        self._repository()
        return super().put_image()

    def get_download_url_for_layer(self) -> ActionResult:  # type: ignore[override]  # moto: not implemented
        """Return a presigned-looking address of an uploaded layer.

        API reference, GetDownloadUrlForLayer. The bucket's name is the one of the user guide, "Amazon ECR
        interface VPC endpoints": prod-REGION-starport-layer-bucket. Nothing answers at the address.
        """
        repository, digest = self._repository(), str(self.parameters.get("layerDigest"))
        if digest not in repository.layers:
            raise RefusedError(
                "LayersNotFoundException",
                f"The layer with digest '{digest}' does not exist in the repository with name "
                f"'{repository.name}' in the registry with id '{self.registry}'",
            )
        host = f"prod-{self.region}-starport-layer-bucket.s3.{self.region}.amazonaws.com"
        url = f"https://{host}/{self.registry}/{repository.name}/{digest}?X-Amz-Expires=3600"
        return ActionResult({"downloadUrl": url, "layerDigest": digest})

    def get_authorization_token(self) -> ActionResult:
        """Let tokens expire in 12 hours, not (as moto's) in 2015."""
        result: Any = super().get_authorization_token().result
        expiry = datetime.now(UTC) + TOKEN_LIFETIME
        tokens = [{**token, "expiresAt": expiry} for token in result["authorizationData"]]
        return ActionResult({"authorizationData": tokens})

    def _page_of(self, page: Page, whole: ActionResult, key: str) -> ActionResult:
        result: Any = whole.result
        return ActionResult(page.cut(result, key))

    def _repository(self) -> Repository:
        return self.ecr_backend._get_repository(self.parameters["repositoryName"], self.registry)

    def _repository_names(self) -> list[str]:
        arn = str(self.parameters.get("resourceArn", ""))
        if arn:
            return [arn.partition(":repository/")[2]]
        name = self.parameters.get("repositoryName")
        return [name] if name else self.parameters.get("repositoryNames") or []

    def _authorize(self) -> None:
        """Ask the policies of the repositories a call names.

        In its own account a caller needs no repository policy, but an explicit Deny still refuses (user
        guide, "Repository policies vs IAM policies"). In another account only an Allow lets in. There a
        repository that does not exist is refused in the same words as one without a policy, as ECR has been
        seen to do (bottlerocket-update-operator issue #157): a stranger does not learn which names exist. A
        call for another registry that names no repository has no policy to allow it and is refused.
        """
        caller = self._caller()
        own = self.registry == caller.account
        for name in self._repository_names() or ([] if own else ["*"]):
            repository = self.ecr_backend.repositories.get(name)
            policy = repository.policy if repository else None
            action = f"ecr:{self._get_action()}"
            verdict = judge(policy, caller, action)
            if verdict is Verdict.EXPLICITLY_DENIED or (verdict is Verdict.NOT_MENTIONED and not own):
                raise self._refusal(caller, action, name, verdict)

    def _caller(self) -> Caller:
        try:
            return caller_of(self.access_key, self.current_account, self.region)
        except UnknownSessionError:
            # API reference, Common Errors.
            raise RefusedError(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            ) from None

    def _refusal(self, caller: Caller, action: str, name: str, verdict: Verdict) -> RefusedError:
        """Return AWS's words (IAM user guide, "Troubleshoot access denied error messages")."""
        partition = get_partition(self.region)
        resource = f"arn:{partition}:ecr:{self.region}:{self.registry}:repository/{name}"
        reason = (
            "with an explicit deny in a resource-based policy"
            if verdict is Verdict.EXPLICITLY_DENIED
            else f"because no resource-based policy allows the {action} action"
        )
        return RefusedError(
            "AccessDeniedException",
            f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource} {reason}",
        )
