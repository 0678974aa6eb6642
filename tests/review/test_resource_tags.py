"""The AWS tags of a resource, in words."""

from union_ecr.review.resource_tags import describe_tags
from union_ecr.settings.provider_tags import ProviderTags


def test_default_tags_are_shown_with_where_they_come_from() -> None:
    provider = ProviderTags({"team": "all", "owner": "platform"})
    assert describe_tags({"team": "ml"}, provider) == "owner=platform (aws:defaultTags), team=ml"


def test_an_ignored_tag_is_not_shown_since_it_is_not_put() -> None:
    assert describe_tags({"team": "ml", "cost": "1"}, ProviderTags({}, frozenset({"cost"}))) == "team=ml"
    assert describe_tags({}, ProviderTags()) == ""
