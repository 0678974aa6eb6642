"""What holds for the trust policy of every push role."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared.token_claims import FOR_AWS, may_assume, policy_for
from union_ecr.ecr.policy_document import document_text
from union_ecr.settings.ci_jobs import GitHub
from union_ecr.settings.issuers import GITHUB_ISSUER

pytestmark = pytest.mark.slow

OWNERS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
NAMES = st.from_regex(r"[a-z0-9_-][a-z0-9._-]{0,5}", fullmatch=True).filter(lambda name: not name.endswith(".git"))
REPOSITORIES = st.builds("{}/{}".format, OWNERS, NAMES)
PARTS_OF_REFS = st.from_regex(r"[a-z0-9*]([a-z0-9*-]|\.(?=[a-z0-9*])){0,3}", fullmatch=True)
REFS = st.lists(PARTS_OF_REFS, min_size=1, max_size=2).map("/".join)
ENVIRONMENTS = st.from_regex(r"[a-z0-9][a-z0-9 ./-]{0,5}[a-z0-9]", fullmatch=True)
SOMEBODYS_IDS = st.none() | st.tuples(st.integers(1, 99), st.integers(1, 99))
CONTEXTS = st.one_of(
    st.just("pull_request"),
    st.builds("ref:refs/heads/{}".format, REFS),
    st.builds("ref:refs/tags/{}".format, REFS),
    st.builds("environment:{}".format, ENVIRONMENTS),
    st.text(max_size=30),
)


@st.composite
def github_rules(draw: st.DrawFn) -> dict[str, Any]:
    ids = draw(SOMEBODYS_IDS)
    return {
        "repository": draw(REPOSITORIES),
        **({"ownerId": str(ids[0]), "repositoryId": str(ids[1])} if ids else {}),
        "branches": draw(st.lists(REFS, min_size=1, max_size=3)),
        "tags": draw(st.lists(REFS, max_size=3)),
        "environments": draw(st.lists(ENVIRONMENTS, max_size=2)),
        "pullRequests": draw(st.booleans()),
    }


def github_repository_of(rules: dict[str, Any]) -> str:
    return _subjects_repository(
        rules["repository"], (rules["ownerId"], rules["repositoryId"]) if "ownerId" in rules else None
    )


def _subjects_repository(repository: str, ids: tuple[object, object] | None) -> str:
    owner, _, name = repository.partition("/")
    return f"repo:{owner}@{ids[0]}/{name}@{ids[1]}" if ids else f"repo:{owner}/{name}"


@given(rules=github_rules(), other=REPOSITORIES, ids=SOMEBODYS_IDS, context=CONTEXTS)
def test_no_subject_of_another_repository_may_assume_the_role(
    rules: dict[str, Any], other: str, ids: tuple[int, int] | None, context: str
) -> None:
    subject = _subjects_repository(other, ids)
    if subject != github_repository_of(rules):
        assert not may_assume(policy_for(github=rules), GITHUB_ISSUER, FOR_AWS, f"{subject}:{context}")


@given(rules=github_rules(), appended=st.text("ab-._/@", min_size=1, max_size=5), context=CONTEXTS)
def test_no_repository_with_the_same_prefix_or_suffix_may_assume_the_role(
    rules: dict[str, Any], appended: str, context: str
) -> None:
    policy, own = policy_for(github=rules), github_repository_of(rules)
    for look_alike in (
        f"{own}{appended}",
        own.replace("repo:", f"repo:{appended}"),
        own.replace("/", f"{appended}/", 1),
    ):
        assert not may_assume(policy, GITHUB_ISSUER, FOR_AWS, f"{look_alike}:{context}")


@given(rules=github_rules())
def test_every_named_job_may_assume_the_role(rules: dict[str, Any]) -> None:
    policy, own = policy_for(github=rules), github_repository_of(rules)
    jobs = [
        *(f"ref:refs/heads/{branch.replace('*', 'x/y')}" for branch in rules["branches"]),
        *(f"ref:refs/tags/{tag.replace('*', '')}" for tag in rules["tags"]),
        *(f"environment:{environment}" for environment in rules["environments"]),
        *(["pull_request"] if rules["pullRequests"] else []),
    ]
    assert all(may_assume(policy, GITHUB_ISSUER, FOR_AWS, f"{own}:{job}") for job in jobs)


@given(rules=github_rules(), data=st.data())
def test_the_same_settings_in_another_order_give_the_same_bytes(rules: dict[str, Any], data: st.DataObject) -> None:
    shuffled = rules | {kind: data.draw(st.permutations(rules[kind])) for kind in ("branches", "tags", "environments")}
    repeated = shuffled | {"branches": [*shuffled["branches"], *shuffled["branches"]]}
    assert {document_text(policy_for(github=settings)) for settings in (shuffled, repeated)} == {
        document_text(policy_for(github=rules))
    }


def test_trusted_roles_in_another_order_give_the_same_bytes() -> None:
    roles = [f"arn:aws:iam::555566667777:role/{name}" for name in "abc"]
    assert len({document_text(policy_for(trustedRoles=list(order))) for order in permutations(roles)}) == 1


def test_no_valid_setting_has_a_policy_variable_or_a_question_mark() -> None:
    for value in ("${aws:username}", "a?", "a$b", "a:b"):
        for field in ("branches", "tags", "environments"):
            with pytest.raises(ValueError, match=r"letters|pattern"):
                GitHub.model_validate({"repository": "acme/workflows", field: [value]})
