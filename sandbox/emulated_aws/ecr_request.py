"""What all operations of ECR have in common: whose registry it is, its state, its parameters."""

from functools import cached_property
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import ECRBackend, Repository, ecr_backends
from moto.ecr.responses import ECRResponse
from moto.utilities.utils import get_partition

from .caller import Caller
from .ecr_errors import EcrError, invalid_parameter
from .paging import Page
from .policy_documents import PolicyKind, RegistryLocation, checked_policy
from .policy_principals import InvalidPolicy
from .registry_state import RegistryState, registry_state
from .sessions import UnknownSessionError, caller_of


class EcrRequest(ECRResponse):
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
    def location(self) -> RegistryLocation:
        """That registry, as ARNs name it."""
        return RegistryLocation(get_partition(self.region), self.region, self.registry)

    @property
    def ecr_backend(self) -> ECRBackend:
        """The registry's state; moto would search the caller's own."""
        return ecr_backends[self.registry][self.region]

    @property
    def state(self) -> RegistryState:
        """The part of the registry's state that moto does not keep."""
        return registry_state(self.registry, self.region)

    @cached_property
    def caller(self) -> Caller:
        """Who calls; refused if nobody knows the session."""
        try:
            return caller_of(self.access_key, self.current_account, self.region)
        except UnknownSessionError:
            # API reference, Common Errors.
            raise EcrError(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            ) from None

    def page_of(self, page: Page, whole: ActionResult, key: str) -> ActionResult:
        """Return one page of a listing."""
        result: Any = whole.result
        return ActionResult(page.cut(result, key))

    def repository(self) -> Repository:
        """The repository the call names; an error of the call if there is none."""
        return self.ecr_backend._get_repository(self.parameters["repositoryName"], self.registry)

    def accepted_policy(self, text: str, kind: PolicyKind, parameter: str = "PolicyText") -> dict[str, Any]:
        """Return the policy document, or refuse it in ECR's words (terraform-aws-modules/terraform-aws-ecr #19)."""
        try:
            return checked_policy(text, kind, self.location)
        except InvalidPolicy:
            raise invalid_parameter(parameter, f"Invalid {kind} policy provided") from None
