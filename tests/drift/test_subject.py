"""What findings and unknowns of a subject have in common."""

from union_ecr.drift.findings import Kind, Severity
from union_ecr.drift.live import Unreadable
from union_ecr.drift.repository_policy import PolicyDifference
from union_ecr.drift.subject import Subject
from union_ecr.settings.provider_tags import ProviderTags

SUBJECT = Subject("team", "ci in 123456789012", ("config", "x"), Kind.PUSH_ROLE_CHANGED, field="pushRoles.ci")
UP = "pulumi up --refresh --stack team"


def test_a_finding_has_the_path_of_its_subject_and_pulumi_up_as_its_default_remedy() -> None:
    finding = SUBJECT.finding("path", "/a/", "/", "why")
    assert (finding.stack, finding.field, finding.kind) == ("team", "pushRoles.ci.path", Kind.PUSH_ROLE_CHANGED)
    assert (finding.severity, finding.remedy, finding.place) == (Severity.WARNING, UP, ("config", "x"))
    assert SUBJECT.finding(None, 1, None, "why").field == "pushRoles.ci"


def test_an_unknown_names_the_subject() -> None:
    unknown = SUBJECT.unknown("the role", Unreadable("denied"))
    assert (unknown.what, unknown.reason, unknown.stacks) == ("the role ci in 123456789012", "denied", ("team",))


def test_a_policy_that_names_a_deleted_role_asks_for_the_role_only_where_it_lost_a_permission() -> None:
    lost = SUBJECT.policy_finding(PolicyDifference("A", {}, {}, Severity.CRITICAL, "why", ("AROAX",)))
    assert (lost.kind, lost.field) == (Kind.DEAD_PRINCIPAL, "pushRoles.ci.policy.A")
    assert lost.remedy == f"{UP}  # after you create the role again: AROAX was deleted"
    assert SUBJECT.policy_finding(PolicyDifference("", {}, {}, Severity.INFO, "why", ("AROAX",))).remedy == UP


def test_equal_tags_are_no_finding() -> None:
    assert list(SUBJECT.tag_findings(ProviderTags(), {"a": "b"}, {"a": "b"})) == []
    (finding,) = SUBJECT.tag_findings(ProviderTags(), {"a": "b"}, {})
    assert (finding.field, finding.severity) == ("pushRoles.ci.resourceTags", Severity.INFO)
