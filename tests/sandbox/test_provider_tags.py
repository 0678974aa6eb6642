"""Default and ignored tags, as pulumi-aws applies them (provider/tags.go) and the provider in it reads them."""

from sandbox.provider.configuration import ProviderConfiguration
from sandbox.provider.tags import TagConfiguration

TAGS = TagConfiguration({"owner": "platform", "scanner-a": "x"}, ("cost",), ("scanner-",))


def test_default_tags_stand_under_the_programs_own_and_ignored_ones_are_left_out() -> None:
    assert TAGS.all_of({"team": "ml", "cost": "1"}) == {"owner": "platform", "team": "ml"}
    assert TAGS.all_of({"owner": "ml"}) == {"owner": "ml"}
    assert TAGS.all_of(None) == {"owner": "platform"}


def test_the_state_tells_own_tags_from_default_ones() -> None:
    live = {"owner": "platform", "team": "ml", "cost": "2", "scanner-seen": "today", "aws:cloudformation": "x"}
    everything = {"owner": "platform", "team": "ml"}
    assert TAGS.in_state(live, {}) == {"tags": {"team": "ml"}, "tagsAll": everything}
    assert TAGS.in_state(live, {"owner": "platform"}) == {"tags": everything, "tagsAll": everything}
    assert TAGS.in_state({"owner": "somebody"}, {})["tags"] == {"owner": "somebody"}


def test_the_engine_hands_over_mappings_and_lists_as_json() -> None:
    given = {
        "aws:config:region": "eu-west-1",
        "aws:config:allowedAccountIds": '["123456789012"]',
        "aws:config:defaultTags": '{"tags": {"owner": "platform"}}',
        "aws:config:ignoreTags": '{"keys": ["cost"], "keyPrefixes": ["scanner-"]}',
    }
    tags = TagConfiguration({"owner": "platform"}, ("cost",), ("scanner-",))
    assert ProviderConfiguration.of(given) == ProviderConfiguration("eu-west-1", ("123456789012",), tags)
    assert ProviderConfiguration.of({"aws:config:region": "eu-west-1"}) == ProviderConfiguration("eu-west-1")
