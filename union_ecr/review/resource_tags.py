"""The AWS tags of a resource, in words."""

from collections.abc import Mapping

from union_ecr.settings.provider_tags import ProviderTags
from union_ecr.stack_file.parse import DEFAULT_TAGS_KEY


def describe_tags(own: Mapping[str, str], provider: ProviderTags) -> str:
    """The tags that shall live, with where those come from that the resource does not have of its own."""
    tags = provider.wanted(own)
    described = (f"{key}={tags[key]}" + ("" if key in own else f" ({DEFAULT_TAGS_KEY})") for key in sorted(tags))
    return ", ".join(described)
