"""What docs/ci.md tells people to set up, and the numbers it names."""

import re
from pathlib import Path

import yaml

from tests.ci_roles.bootstrapped import account_of, bootstrap_text, declared_account, stack_text
from tests.ci_roles.test_managed_policies import MOST_IMAGES
from union_ecr.ci_roles.account import Account
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.roles import ci_role_name
from union_ecr.ecr.policy_document import document_text
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.bootstrap_file import BOOTSTRAP_PROJECT, load_bootstrap

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "ci.md").read_text(encoding="utf-8")
STEPS = re.split(r"\n(?=\d+\. )", PAGE.partition("## Set it up")[2].partition("\n**Another")[0])[1:]


def account_of_the_page() -> Account:
    (text,) = re.findall(r"<<'EOT'\n(.*?)\n +EOT", PAGE, re.DOTALL)
    file = parse_stack_file("F", "\n".join(line[3:] for line in text.splitlines()).encode, BOOTSTRAP_PROJECT)
    others = account_of({"my-team": stack_text()})
    return Account(file, load_bootstrap(file), others.files, others.declared)


def test_there_are_ten_steps_at_most_each_with_a_command() -> None:
    assert len(STEPS) <= 10
    assert [step.count("$ ") >= 1 for step in STEPS] == [True] * len(STEPS)


def test_the_file_of_the_page_makes_roles_by_the_names_of_the_page() -> None:
    account = account_of_the_page()
    declared = account.declare()
    assert account.errors(declared) == []
    named = re.findall(r"`(union-ecr-\w+-STACK)`", PAGE)
    assert named == [ci_role_name(declared.settings.role_prefix, role, "STACK") for role in CiJob]
    assert declared.settings.backend_url in PAGE


def test_the_command_for_the_ids_prints_what_the_file_says() -> None:
    command = re.search(r"""--jq '"(.*)"'\n +(ownerId: .*)\n""", PAGE)
    assert command
    values = {"owner.id": "123456", "id": "456789"}
    filled = re.sub(r"\\\(\.([\w.]+)\)", lambda found: values[found[1]], command[1]).replace('\\"', '"')
    assert command[2] == filled
    assert filled in PAGE.partition("bootstrap:github")[2]
    assert "repo:acme@123456/registries@456789:" in document_text(
        account_of_the_page().declare().stacks[0].roles[0].trust_policy
    )


def test_the_page_says_how_many_images_fit() -> None:
    sentence = (
        "{all} images with names of twenty letters, {unprotected} unprotected ones, or {cached} with a build cache"
    )
    assert sentence.format_map(MOST_IMAGES) in " ".join(PAGE.split())


def test_gitlab_is_set_up_by_a_project_of_the_form_that_the_page_shows() -> None:
    (written,) = re.findall(r"`bootstrap:gitlab: \{project: (\S+)\}`", PAGE)
    text = bootstrap_text(github=None, gitlab={"project": written})
    assert load_bootstrap(parse_stack_file("F", text.encode, BOOTSTRAP_PROJECT)).gitlab


def test_the_drift_roles_of_the_pages_are_as_the_bootstrap_takes_them() -> None:
    pages = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("drift.md", "ci-runs.md"))
    written = re.findall(r"^  bootstrap:driftRole: (\{.*?\})", pages, re.MULTILINE)
    assert len(written) == 2
    for settings in written:
        assert declared_account(driftRole=yaml.safe_load(settings)).drift_role
