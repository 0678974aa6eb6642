"""Kinds of findings."""

from union_ecr.settings.registry.finding_kinds import Kind


def test_the_names_of_kinds_stay_since_scripts_and_stack_files_use_them() -> None:
    assert " ".join(Kind) == (
        "missing changed unmanaged extra-policy extra-lifecycle policy-changed lifecycle-changed dead-principal "
        "registry-changed push-role-changed unused-acceptance"
    )
    assert all(kind.meaning.endswith(".") for kind in Kind)
