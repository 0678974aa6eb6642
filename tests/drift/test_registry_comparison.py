"""What is told of a registry names who may say it and who may have said it."""

from tests.drift.living import REGISTRY, STRANGER, living, stack, with_policy, with_repositories
from union_ecr.drift.findings import Finding
from union_ecr.drift.unmanaged import unmanaged_findings


def test_the_remedy_names_the_stack_that_may_ignore() -> None:
    one, owner = stack(), stack(images={"other": {}}, registry=REGISTRY)
    live = with_repositories(living(one), "other", "legacy")
    found = list(unmanaged_findings({"one": one, "owner": owner}, (), live))
    (finding,) = [each for each in found if isinstance(each, Finding)]
    assert finding.remedy.endswith("or ignore: [legacy] in union-ecr:registry of the stack owner")


def test_a_remedy_says_first_that_a_wrong_file_may_declare_it() -> None:
    for finding in unmanaged_findings({"team": stack()}, (), with_policy("legacy", STRANGER), ["stacks/Pulumi.b.yaml"]):
        assert isinstance(finding, Finding)
        assert finding.remedy.endswith("  # but first mend stacks/Pulumi.b.yaml, which may declare it")
