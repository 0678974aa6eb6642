"""Repositories and their images: what moto accepts and ECR refuses."""

import hashlib
import json
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr import models
from moto.ecr.models import Image, Repository

from .creation_templates import template_for
from .ecr_errors import EcrError, invalid_parameter
from .ecr_request import EcrRequest
from .registry_state import JsonObject
from .repository_attributes import check_encryption, check_tag_mutability, check_tags
from .repository_documents import stored_policy
from .resource_tagging import forget_no_tags
from .wildcards import wildcard_match

# API reference, CreateRepository, repositoryName; moto still has the older pattern, with single separators.
_REPOSITORY_NAME = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"


def install() -> None:
    """Let moto accept every name that ECR accepts, and handle tags that are put twice in this module."""
    models.ECR_REPOSITORY_NAME_PATTERN = _REPOSITORY_NAME
    models.ECRBackend._resolve_image_tag_mutability = (  # type: ignore[method-assign]
        lambda self, repository, proposed_image_tag: _holders(repository, proposed_image_tag)  # noqa: ARG005
    )


def _holders(repository: Repository, tag: str | None) -> list[Image]:
    return [image for image in repository.images if tag in image.image_tags]


class Repositories(EcrRequest):
    """Operations on repositories and images."""

    def create_repository(self) -> ActionResult:
        """Refuse what ECR refuses."""
        if self.registry != self.current_account:
            # This call creates no repository in another account; the error of ECR is not documented.
            raise invalid_parameter("registryId", "the registry is not the caller's own")
        check_tags(self.parameters.get("tags") or [])
        check_encryption(self.parameters.get("encryptionConfiguration"), self.location)
        self._check_tag_mutability()
        answer = super().create_repository()
        self._use_own_domain(self.repository())
        forget_no_tags(self.ecr_backend, self.repository().arn)
        return answer

    def put_image_tag_mutability(self) -> ActionResult:
        """Refuse what CreateRepository refuses; the answer carries the filters (moto's lacks them)."""
        self._check_tag_mutability()
        result: Any = super().put_image_tag_mutability().result
        filters = self.repository().image_tag_mutability_exclusion_filters
        return ActionResult({**result, "imageTagMutabilityExclusionFilters": filters} if filters else result)

    def put_image_scanning_configuration(self) -> ActionResult:
        """Without `scanOnPush`, images are not scanned: some SDKs do not send a setting that is false."""
        given = self.parameters["imageScanningConfiguration"]
        self.repository().image_scanning_configuration = {"scanOnPush": given.get("scanOnPush", False)}
        return super().put_image_scanning_configuration()

    def tag_resource(self) -> ActionResult:
        """Refuse what CreateRepository refuses, the tags counted that the repository has."""
        arn = self.parameters["resourceArn"]
        existing: Any = self.ecr_backend.list_tags_for_resource(arn)
        check_tags(self.parameters["tags"], existing["tags"])
        return super().tag_resource()

    def initiate_layer_upload(self) -> ActionResult:
        """Create the repository if it is missing and a template applies."""
        self._create_on_push()
        return super().initiate_layer_upload()

    def put_image(self) -> ActionResult:
        """Identify an image by its manifest; the image that had the tag before stays, untagged (moto deletes it).

        OCI image specification, "Digests"; API reference, PutImage: RepositoryNotFoundException,
        ImageDigestDoesNotMatchException. Untagged images are what lifecycle rules for `untagged` are about.
        """
        self._create_on_push()
        repository, manifest = self.repository(), self.parameters["imageManifest"]
        digest = "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()
        if self.parameters.get("imageDigest") not in (None, digest):
            raise EcrError(
                "ImageDigestDoesNotMatchException", "The specified image digest does not match the manifest's"
            )
        tag = self.parameters.get("imageTag")
        earlier = [holder for holder in _holders(repository, tag) if holder.image_manifest != manifest]
        if earlier and _is_immutable(repository, tag):
            raise _immutable(repository, tag)
        media_type = self.parameters.get("imageManifestMediaType")
        for holder in earlier:
            holder.image_tags.remove(str(tag))
            holder.image_tag = next(reversed(holder.image_tags), None)  # type: ignore[assignment]  # None: no tag
        image = self.ecr_backend.put_image(repository.name, manifest, tag, media_type, digest)  # type: ignore[arg-type]  # None: no tag
        return ActionResult({"image": image})

    def _create_on_push(self) -> None:
        """Create a missing repository from the template for CREATE_ON_PUSH, if there is one.

        User guide, "Creating a repository on push". Only for pushes from the registry's own account. Whether
        the caller may create repositories is not checked.
        """
        name = self.parameters["repositoryName"]
        template = template_for(self.state.templates, name, "CREATE_ON_PUSH")
        if template is None or name in self.ecr_backend.repositories or self.registry != self.current_account:
            return
        self.create_from_template(name, template)

    def create_from_template(self, name: str, template: JsonObject) -> None:
        """Create a repository with the settings of a creation template."""
        repository = self.ecr_backend.create_repository(
            name,
            self.registry,
            template["encryptionConfiguration"],
            None,
            template["imageTagMutability"],
            template["resourceTags"],
            template.get("imageTagMutabilityExclusionFilters"),
        )
        forget_no_tags(self.ecr_backend, repository.arn)
        policy = template.get("repositoryPolicy")
        if policy is not None:
            repository.policy = stored_policy(policy, json.loads(policy), self.location.partition)
        repository.lifecycle_policy = template.get("lifecyclePolicy")
        self._use_own_domain(repository)

    def _use_own_domain(self, repository: Repository) -> None:
        """Give the repository its registry's domain (AWS general reference, "Amazon ECR endpoints": China's)."""
        if self.region.startswith("cn-"):
            repository.uri = f"{self.registry}.dkr.ecr.{self.region}.amazonaws.com.cn/{repository.name}"

    def _check_tag_mutability(self) -> None:
        check_tag_mutability(
            self.parameters.get("imageTagMutability"), self.parameters.get("imageTagMutabilityExclusionFilters")
        )


def _immutable(repository: Repository, tag: str | None) -> EcrError:
    """API reference, PutImage: ImageTagAlreadyExistsException."""
    return EcrError(
        "ImageTagAlreadyExistsException",
        f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be overwritten "
        "because the repository is immutable.",
    )


def _is_immutable(repository: Repository, tag: str | None) -> bool:
    """Tell whether a tag is immutable: for tags that match a filter, the opposite of the repository's setting holds.

    User guide, "Preventing image tags from being overwritten in Amazon ECR".
    """
    filters = repository.image_tag_mutability_exclusion_filters or []
    excluded = any(wildcard_match(tag or "", entry["filter"]) for entry in filters)
    return repository.is_tag_immutable() is not excluded
