"""When the prefix of a template is taken for a misspelt prefix of a pull-through cache rule."""

import pytest

from union_ecr.settings.registry.misspelt_prefixes import misspelt_prefixes


@pytest.mark.parametrize(
    ("rule", "template", "misspelt"),
    [
        ("quay", "quai", True),
        ("mirror/quay", "mirror/quai", True),
        ("mirror/quay", "mirror/k8s", False),
        ("mirror/quay", "mirrer/quai", False),
        ("team-a", "team-b", False),
        ("team1", "team2", False),
        ("ghcr", "gcr", False),
        ("a-bc", "abcc", False),
    ],
)
def test_a_prefix_is_misspelt_only_if_one_letter_of_one_word_differs(rule: str, template: str, misspelt: bool) -> None:
    assert misspelt_prefixes([template], [template], [rule]) == ({template: rule} if misspelt else {})


def test_a_rule_with_a_template_of_its_own_is_not_what_another_template_means() -> None:
    assert misspelt_prefixes(["quai"], ["quai", "k8s"], ["quay", "k8s"]) == {"quai": "quay"}
    assert misspelt_prefixes(["quai", "quay"], ["quai", "quay"], ["quay"]) == {}
    assert misspelt_prefixes(["quai"], ["quai", "quay/team"], ["quay"]) == {}
    assert misspelt_prefixes(["quai"], ["quai", "ROOT"], ["quay"]) == {"quai": "quay"}


def test_a_template_that_a_rule_uses_is_not_misspelt() -> None:
    assert misspelt_prefixes(["quai"], ["quai"], ["quay", "quai/in"]) == {}
    assert misspelt_prefixes(["quai"], ["quai"], ["quay", "ROOT"]) == {}
