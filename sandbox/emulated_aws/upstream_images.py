"""Pulls through a cache rule: ECR imports the image, and creates its repository if there is none.

User guide, "Sync an upstream registry with an Amazon ECR private registry" and "IAM permissions required": besides the
pull itself, the caller needs ecr:BatchImportUpstreamImage, and ecr:CreateRepository for a new repository. No upstream
is contacted: it has every image that is asked for.
"""

import hashlib
import json
from collections.abc import Callable

from .creation_templates import DEFAULTS, template_for
from .registry_state import JsonObject
from .repositories import Repositories

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
Allowed = Callable[[str, str], bool]
"""Whether the caller may do an action with a repository, by their names."""


class UpstreamImages(Repositories):
    """What a pull does before it is answered."""

    def import_upstream_images(self, allowed: Allowed) -> None:
        """Import the missing tags that a BatchGetImage names, if a cache rule is for its repository."""
        name = self.parameters["repositoryName"]
        rule = self._rule_for(name)
        exists = name in self.ecr_backend.repositories
        needed = ["ecr:BatchImportUpstreamImage", *([] if exists else ["ecr:CreateRepository"])]
        if rule is None or not all(allowed(action, name) for action in needed):
            return
        if not exists:
            template = template_for(self.state.templates, name, "PULL_THROUGH_CACHE")
            self.create_from_template(name, template or DEFAULTS)
        present = {tag for image in self.repository().images for tag in image.image_tags}
        for tag in (image.get("imageTag") for image in self.parameters["imageIds"]):
            if tag and tag not in present:
                self._import(name, tag, f"{rule['upstreamRegistryUrl']}/{name}:{tag}")

    def _rule_for(self, name: str) -> JsonObject | None:
        """The rule with the longest prefix of the name; ROOT is for names that no other rule is for."""
        fitting = [prefix for prefix in self.state.cache_rules if name.startswith(f"{prefix}/")]
        return self.state.cache_rules.get(max(fitting, key=len) if fitting else "ROOT")

    def _import(self, name: str, tag: str, source: str) -> None:
        annotations = {"org.opencontainers.image.source": source}
        manifest = json.dumps(
            {"schemaVersion": 2, "mediaType": MANIFEST_TYPE, "layers": [], "annotations": annotations}
        )
        digest = "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()
        self.ecr_backend.put_image(name, manifest, tag, MANIFEST_TYPE, digest)
