"""The arguments of the state's bucket, for programs in Python and, camelCased, in other languages."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict


class StateBucketArgs(TypedDict):
    """What you can set for the bucket."""

    account: str
    """The account that has the bucket."""
    region: str
    """The bucket's region."""
    bucket: str
    """The bucket's name."""
    adopt: NotRequired[bool]
    """The bucket exists already: take it over, with its tags. Default: false."""
    old_versions_days: NotRequired[int]
    """Days after which old versions of the state are deleted. Default: 90."""
    stacks_of_accounts: NotRequired[Mapping[str, Sequence[str]]]
    """The names of the stacks in each other account: its roles reach their state."""
    role_prefix: NotRequired[str]
    """How the names of those roles begin. Default: union-ecr-."""
    resource_tags: NotRequired[Mapping[str, str]]
    """AWS tags of the bucket."""
