"""Build caches: a second repository in which builds store their layers.

Layers in the image's own repository would need a mutable tag and would expire with the images. With a repository of
their own, the image's tags stay immutable and the layers may be short-lived.
"""

from union_ecr.ecr.actions import Access
from union_ecr.settings.grants import Grant
from union_ecr.settings.lifecycle import LifecycleRule
from union_ecr.settings.repository import TagMutability
from union_ecr.settings.stack import RepositorySettings, cache_name

_UNTAGGED_DAYS = 1
_DAYS = 14
_TAG = "buildcache"


def build_cache_settings(image: RepositorySettings) -> RepositorySettings:
    """The settings of an image's build cache, from the image's own with the grants of its data planes.

    Mutable, since every build pushes the same tag. Layers of overwritten tags expire after a day, the whole cache 14
    days after the last push: losing it costs one slow build. Only principals that may push the image may push and pull
    the cache, and what the image denies, the cache denies. It has the image's encryption and AWS tags, and is not
    scanned, since it holds no image that could run. It is not protected, and a deletion deletes the layers in it.
    """
    pushers = (grant for grant in image.grants if Access.PUSH in grant.access)
    expired = LifecycleRule.model_validate({"tagStatus": "any", "sinceImagePushed": _DAYS, "action": "expire"})
    return RepositorySettings.model_construct(  # every value is valid already
        repository=cache_name(image.repository or ""),
        tag_mutability=TagMutability.MUTABLE,
        scan_on_push=False,
        encryption=image.encryption,
        untagged_days=_UNTAGGED_DAYS,
        lifecycle_rules=(expired,),
        allow_tagged_expiry=True,
        grants=tuple(_grant_for_cache(grant) for grant in pushers),
        deny=image.deny,
        resource_tags=image.resource_tags,
        protect=False,
        force_delete=True,
    )


def build_cache_options(uri: str) -> str:
    """The options of `docker buildx build` that keep the layers in the cache whose repository is `uri`.

    ECR takes the cache only as an image manifest of OCI types:
    https://aws.amazon.com/blogs/containers/announcing-remote-cache-support-in-amazon-ecr-for-buildkit-clients/
    """
    reference = f"type=registry,ref={uri}:{_TAG}"
    return f"--cache-to {reference},mode=max,image-manifest=true,oci-mediatypes=true --cache-from {reference}"


def _grant_for_cache(grant: Grant) -> Grant:
    return grant.model_copy(update={"access": (Access.PULL, Access.PUSH), "actions": ()})
