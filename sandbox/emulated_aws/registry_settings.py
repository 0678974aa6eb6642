"""Settings of a whole registry: its policy, replication, scanning, account settings, pull-time exclusions.

Amazon ECR API reference, the operations named; user guide, "Private registry settings in Amazon ECR".
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.utilities.utils import get_partition

from .ecr_errors import EcrError, invalid_parameter
from .ecr_request import EcrRequest
from .paging import Page
from .policy_documents import RegistryLocation
from .recorded_principals import principals
from .repository_documents import stored_policy

# API reference, PutAccountSetting. The first value is the default.
ACCOUNT_SETTINGS = {
    "BASIC_SCAN_TYPE_VERSION": ("AWS_NATIVE",),
    "REGISTRY_POLICY_SCOPE": ("V2",),
    "BLOB_MOUNTING": ("DISABLED", "ENABLED"),
}
MOST_EXCLUSIONS = 100  # user guide, "Amazon ECR service quotas"
MOST_DESTINATIONS = 25  # likewise: "unique destinations across all rules in a replication configuration"
# API reference, RegistryScanningRule, scanFrequency. MANUAL is what BASIC falls back to.
SCAN_FREQUENCIES = {"BASIC": ("SCAN_ON_PUSH", "MANUAL"), "ENHANCED": ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")}


def check_replication(rules: Sequence[dict[str, Any]], location: RegistryLocation) -> None:
    """Refuse invalid destinations. The service model limits the number of rules and filters."""
    every: set[tuple[str, str]] = set()
    for rule in rules:
        destinations = [(destination["region"], destination["registryId"]) for destination in rule["destinations"]]
        if not destinations:
            raise invalid_parameter("replicationConfiguration", "A rule needs a destination")
        if len(set(destinations)) < len(destinations):
            raise invalid_parameter("replicationConfiguration", "A rule names a destination twice")
        if (location.region, location.account) in destinations:
            raise invalid_parameter(
                "replicationConfiguration", "Replication destination cannot be the same as the source registry"
            )
        # User guide, "Considerations for private image replication": only within one partition.
        if any(get_partition(region) != location.partition for region, _ in destinations):
            raise invalid_parameter("replicationConfiguration", "Replication destination is in another partition")
        every.update(destinations)
    if len(every) > MOST_DESTINATIONS:
        raise invalid_parameter("replicationConfiguration", f"more than {MOST_DESTINATIONS} destinations")


class RegistrySettings(EcrRequest):
    """Operations on them."""

    def put_registry_policy(self) -> ActionResult:
        """Accept any action of ECR (account setting REGISTRY_POLICY_SCOPE V2); moto accepts two."""
        text = self.parameters["policyText"]
        document = self.accepted_policy(text, "registry")
        self.ecr_backend.registry_policy = stored_policy(text, document, self.location.partition)
        return self.get_registry_policy()

    def get_registry_policy(self) -> ActionResult:
        """Show the policy as AWS does (see recorded_principals)."""
        return _shown(super().get_registry_policy())

    def delete_registry_policy(self) -> ActionResult:
        """Return the policy that is gone as AWS shows it."""
        return _shown(super().delete_registry_policy())

    def put_replication_configuration(self) -> ActionResult:
        """Accept several rules; moto accepts a single rule."""
        configuration = self.parameters["replicationConfiguration"]
        check_replication(configuration["rules"], self.location)
        self.ecr_backend.replication_config = configuration
        return ActionResult({"replicationConfiguration": configuration})

    def put_registry_scanning_configuration(self) -> ActionResult:
        """Accept a configuration without rules, and refuse a frequency the scan type does not have."""
        scan_type, rules = self.parameters.get("scanType") or "BASIC", self.parameters.get("rules") or []
        if any(rule["scanFrequency"] not in SCAN_FREQUENCIES[scan_type] for rule in rules):
            raise invalid_parameter(
                "rules", f"a frequency of {scan_type} is {' or '.join(SCAN_FREQUENCIES[scan_type])}"
            )
        self.ecr_backend.put_registry_scanning_configuration(scan_type, rules)
        return ActionResult({"registryScanningConfiguration": {"scanType": scan_type, "rules": rules}})

    def get_account_setting(self) -> ActionResult:
        """Return the value that was put, or the default."""
        name = self._setting_name()
        return ActionResult({"name": name, "value": self.state.settings.get(name, ACCOUNT_SETTINGS[name][0])})

    def put_account_setting(self) -> ActionResult:
        """Accept the values that ECR still supports: CLAIR and V1 are gone."""
        name, value = self._setting_name(), self.parameters["value"]
        if value not in ACCOUNT_SETTINGS[name]:
            raise invalid_parameter("value", f"{name} is one of {', '.join(ACCOUNT_SETTINGS[name])}")
        self.state.settings[name] = value
        return ActionResult({"name": name, "value": value})

    def register_pull_time_update_exclusion(self) -> ActionResult:
        """Exclude a role or user; the service model's pattern allows no other principal."""
        arn, exclusions = self.parameters["principalArn"], self.state.exclusions
        if arn in exclusions:
            raise EcrError("ExclusionAlreadyExistsException", f"{arn} is excluded already")
        if len(exclusions) >= MOST_EXCLUSIONS:
            raise EcrError("LimitExceededException", f"at most {MOST_EXCLUSIONS} principals are excluded")
        exclusions[arn] = datetime.now(UTC)
        return ActionResult({"principalArn": arn, "createdAt": exclusions[arn]})

    def deregister_pull_time_update_exclusion(self) -> ActionResult:
        """Remove the exclusion."""
        arn = self.parameters["principalArn"]
        if self.state.exclusions.pop(arn, None) is None:
            raise EcrError("ExclusionNotFoundException", f"{arn} is not excluded")
        return ActionResult({"principalArn": arn})

    def list_pull_time_update_exclusions(self) -> ActionResult:
        """Page by page."""
        page = Page.requested(self.parameters, "pullTimeUpdateExclusions")
        whole = ActionResult({"pullTimeUpdateExclusions": list(self.state.exclusions)})
        return self.page_of(page, whole, "pullTimeUpdateExclusions")

    def _setting_name(self) -> str:
        name = str(self.parameters["name"])
        if name not in ACCOUNT_SETTINGS:
            raise invalid_parameter("name", f"an account setting is one of {', '.join(ACCOUNT_SETTINGS)}")
        return name


def _shown(answer: ActionResult) -> ActionResult:
    result: Any = answer.result
    return ActionResult({**result, "policyText": principals.shown(result["policyText"])})
