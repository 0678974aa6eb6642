"""Repository creation templates: the settings of repositories that ECR creates by itself.

Amazon ECR API reference, the four operations on RepositoryCreationTemplate; user guide, "Templates to control
repositories created during a pull through cache, create on push, or replication action".
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult

from .ecr_errors import EcrError, invalid_parameter
from .ecr_request import EcrRequest
from .lifecycle_documents import check_lifecycle_text
from .paging import Page
from .policy_documents import RegistryLocation
from .registry_state import JsonObject, prefix_key
from .repository_attributes import check_encryption, check_tag_mutability, check_tags

FIELDS = (
    "description encryptionConfiguration resourceTags imageTagMutability imageTagMutabilityExclusionFilters "
    "repositoryPolicy lifecyclePolicy appliedFor customRoleArn"
).split()
ROOT = "ROOT"
EXCLUSIONS = "imageTagMutabilityExclusionFilters"
# "default: mutable, AES256, no policies": user guide, "Creating a repository creation template".
DEFAULTS: JsonObject = {
    "encryptionConfiguration": {"encryptionType": "AES256"},
    "resourceTags": [],
    "imageTagMutability": "MUTABLE",
}


def check_custom_role(role: str | None, location: RegistryLocation) -> None:
    """Refuse what is no role of the registry's own account (API reference, customRoleArn)."""
    pattern = rf"arn:{location.partition}:iam::{location.account}:role/(?:[\w+=,.@-]+/)*[\w+=,.@-]+"
    if role is not None and not re.fullmatch(pattern, role, re.ASCII):
        raise invalid_parameter("customRoleArn", "no role of the registry's account")


def template_for(templates: Mapping[str, JsonObject], repository: str, use: str) -> JsonObject | None:
    """Return the template a new repository gets: the longest prefix wins, ROOT is for those without any other.

    User guide, "How repository creation templates work". Only templates applied for this use are looked at.
    """
    fitting = {
        "" if prefix == ROOT else prefix: template
        for prefix, template in list(templates.items())
        if use in template["appliedFor"] and (prefix == ROOT or repository.startswith(f"{prefix}/"))
    }
    return fitting[max(fitting, key=len)] if fitting else None


class CreationTemplates(EcrRequest):
    """Operations on them."""

    def create_repository_creation_template(self) -> ActionResult:
        """Create a template; a prefix has at most one."""
        prefix = self.parameters["prefix"]
        if prefix_key(prefix) in self.state.templates:
            raise EcrError(
                "TemplateAlreadyExistsException",
                f"The repository creation template with prefix '{prefix}' already exists in the registry with id "
                f"'{self.registry}'",
            )
        now = datetime.now(UTC)
        given = {field: self.parameters[field] for field in FIELDS if self.parameters.get(field) is not None}
        return self._put({"prefix": prefix, "createdAt": now, **DEFAULTS, **_without_empty(given)}, now)

    def update_repository_creation_template(self) -> ActionResult:
        """Change what is given; an empty document removes the old one, and what is not given stays."""
        given = {field: self.parameters[field] for field in FIELDS if self.parameters.get(field) is not None}
        template = {**self._template(), **given}
        if given.get("imageTagMutability") in ("MUTABLE", "IMMUTABLE") and EXCLUSIONS not in given:
            template.pop(EXCLUSIONS, None)
        return self._put(_without_empty(template), datetime.now(UTC))

    def describe_repository_creation_templates(self) -> ActionResult:
        """Page by page; a prefix without a template is left out: the operation lists no error for it."""
        page = Page.requested(self.parameters, "repositoryCreationTemplates")
        wanted = {prefix_key(prefix) for prefix in self.parameters.get("prefixes") or []}
        found = [template for key, template in list(self.state.templates.items()) if not wanted or key in wanted]
        whole = ActionResult({"registryId": self.registry, "repositoryCreationTemplates": found})
        return self.page_of(page, whole, "repositoryCreationTemplates")

    def delete_repository_creation_template(self) -> ActionResult:
        """Return the template that is gone."""
        template = self._template()
        del self.state.templates[prefix_key(template["prefix"])]
        return self._answer(template)

    def _template(self) -> JsonObject:
        prefix = self.parameters["prefix"]
        template = self.state.templates.get(prefix_key(prefix))
        if template is None:
            raise EcrError(
                "TemplateNotFoundException",
                f"The repository creation template with prefix '{prefix}' does not exist in the registry with id "
                f"'{self.registry}'",
            )
        return template

    def _put(self, template: JsonObject, now: datetime) -> ActionResult:
        self._check(template)
        self.state.templates[prefix_key(template["prefix"])] = template = {**template, "updatedAt": now}
        return self._answer(template)

    def _answer(self, template: JsonObject) -> ActionResult:
        return ActionResult({"registryId": self.registry, "repositoryCreationTemplate": template})

    def _check(self, template: JsonObject) -> None:
        """Refuse invalid settings, and tags or a KMS key without a role.

        User guide, "Creating an IAM role for repository creation templates": required with tags or KMS. Whether the
        principals of its policy exist is not checked before a repository gets it.
        """
        if not template["appliedFor"]:
            raise invalid_parameter("appliedFor", "Member must have length greater than or equal to 1")
        encryption, tags = template["encryptionConfiguration"], template["resourceTags"]
        check_tags(tags)
        check_encryption(encryption, self.location)
        check_tag_mutability(template["imageTagMutability"], template.get(EXCLUSIONS))
        check_custom_role(template.get("customRoleArn"), self.location)
        if (tags or encryption["encryptionType"] != "AES256") and "customRoleArn" not in template:
            raise invalid_parameter("customRoleArn", "a custom role is required with resourceTags or KMS encryption")
        if "repositoryPolicy" in template:
            self.accepted_policy(template["repositoryPolicy"], "repository", "RepositoryPolicy")
        if "lifecyclePolicy" in template:
            check_lifecycle_text(template["lifecyclePolicy"])


def _without_empty(template: dict[str, Any]) -> JsonObject:
    """Leave out empty texts: the shapes of both documents allow them, and they stand for no document."""
    texts = ("description", "repositoryPolicy", "lifecyclePolicy", "customRoleArn")
    return {field: value for field, value in template.items() if value != "" or field not in texts}
