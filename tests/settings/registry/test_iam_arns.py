"""ARNs of roles and users, compared with the pattern that AWS publishes."""

from hypothesis import given
from hypothesis import strategies as st

from tests.registries import HERE, ROLE, api_pattern, is_valid
from union_ecr.settings.registry.iam_arns import ExcludedPrincipal, custom_role_violations

_PRINCIPAL = api_pattern("PrincipalArn")


@given(st.text("aB1+=,.@_-/", max_size=12), st.sampled_from(["role", "user", "group"]))
def test_the_api_accepts_exactly_the_excluded_principals_that_are_valid_here(name: str, kind: str) -> None:
    arn = f"arn:aws:iam::111122223333:{kind}/{name}"
    assert is_valid(ExcludedPrincipal, arn) == bool(_PRINCIPAL.fullmatch(arn))


def test_the_arn_of_an_excluded_principal_has_at_most_200_characters() -> None:
    arn = "arn:aws:iam::111122223333:role/"
    assert is_valid(ExcludedPrincipal, arn + "a" * (200 - len(arn)))
    assert not is_valid(ExcludedPrincipal, arn + "a" * (201 - len(arn)))


def test_a_custom_role_is_of_the_registrys_account_and_partition() -> None:
    assert list(custom_role_violations(HERE, ROLE)) == []
    assert list(custom_role_violations(HERE, None)) == []
    for role in (ROLE.replace(HERE.account, "111122223333"), ROLE.replace("arn:aws:", "arn:aws-cn:")):
        assert [violation.path for violation in custom_role_violations(HERE, role)] == [("customRole",)]
        assert list(custom_role_violations(None, role)) == []
