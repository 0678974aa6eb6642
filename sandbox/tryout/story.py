"""The five steps of `make try`."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from pulumi import automation

from sandbox.environment import Environment
from sandbox.live import stack_differences
from sandbox.project import ROOT
from sandbox.tryout.chosen_stack import ChosenStack
from sandbox.tryout.edits_by_hand import edits
from sandbox.tryout.failures import UnexpectedResult
from sandbox.tryout.pull_through_cache import pull_through
from sandbox.tryout.showcase import capped, describe
from sandbox.tryout.steps import Steps
from union_ecr.drift.findings import Kind

_UNION_ECR = [sys.executable, "-c", "from union_ecr.cli.main import main; main()"]
_MOST_FINDINGS = 3


class Story:
    """A stack, deployed, changed by hand, and repaired."""

    def __init__(self, running: Environment, chosen: ChosenStack, *, verbose: bool = False) -> None:
        self._running = running
        self._name = chosen.name
        self._declared = chosen.declared
        self._shared = chosen.shared
        self._steps = Steps(verbose=verbose)
        registry = chosen.declared.registry
        self._ecr = running.aws.client("ecr", registry.region, registry.account)
        self._iam = running.aws.client("iam", registry.region, registry.account)
        self._created_by_pulls: set[str] = set()

    def run(self) -> None:
        """Run the steps.

        Raises:
            UnexpectedResult: one had another result than it should; the others do not run.
        """
        began, steps, registry = time.monotonic(), self._steps, self._declared.registry
        self._stack = self._running.project.stack(self._name)
        print(f"Stack {self._name}: account {registry.account}, region {registry.region}, on an emulated AWS\n")
        self._deploy()
        what = self._declared.repositories[0].name if self._declared.repositories else "the registry"
        with steps.step(f"Someone changes {what} by hand"):
            for edit in edits(self._declared):
                edit.make(self._ecr)
        steps.details(edit.aws_command for edit in edits(self._declared))
        self._find_drift()
        with steps.step("pulumi up --refresh: repairs it"):
            changes = self._up(refresh=True)
            self._require_live_as_declared()
        steps.details([changes])
        with steps.step("pulumi up --refresh, union-ecr drift: nothing to do, nothing differs"):
            self._require_nothing_to_do()
        print(f"\nAll five steps had the expected result, in {time.monotonic() - began:.0f} s. What next:")
        print("  make play                 a shell with this AWS: change the stack file, type pulumi up")
        print("  make try STACK=TEAM       your own stacks/Pulumi.TEAM.yaml; make try STACK=mirror: an example")

    def _deploy(self) -> None:
        adopted = self._create_repositories_to_adopt()
        with self._steps.step("pulumi up"):
            changes = self._up()
            self._require_live_as_declared()
        pulled, self._created_by_pulls = pull_through(self._running.aws, self._declared)
        self._steps.details([changes, *adopted, *describe(self._name, self._shared), *pulled])

    def _find_drift(self) -> None:
        with self._steps.step("union-ecr drift, a preview that expects no changes: both find it"):
            found = self._drift()
            if not found:
                raise UnexpectedResult("union-ecr drift did not find the change")
            if not self._preview_finds_changes():
                raise UnexpectedResult("the preview did not find the change")
        lines = [_finding(finding) for finding in found]
        self._steps.details(capped(lines, _MOST_FINDINGS, "finding"))

    def _require_nothing_to_do(self) -> None:
        changes = self._stack.up(refresh=True, on_output=self._steps.of_engine, suppress_outputs=True)
        if set(changes.summary.resource_changes or {}) != {"same"}:
            raise UnexpectedResult(f"this up changed something: {changes.summary.resource_changes}")
        if found := self._drift():
            raise UnexpectedResult("\n".join(["union-ecr drift still reports:", *map(_finding, found)]))

    def _up(self, *, refresh: bool = False) -> str:
        """Deploy, and return what it did as one line."""
        result = self._stack.up(refresh=refresh, on_output=self._steps.of_engine, suppress_outputs=True)
        counts = (result.summary.resource_changes or {}).items()
        done = {"create": "created", "update": "updated", "same": "unchanged", "import": "imported"}
        return ", ".join(f"{count} {done.get(kind, kind)}" for kind, count in counts)

    def _create_repositories_to_adopt(self) -> list[str]:
        adopted = [repository for repository in self._declared.repositories if repository.adopt]
        for repository in adopted:
            encryption = repository.encryption.model_dump(mode="json", exclude_none=True)
            kms = {"kmsKey": encryption["key"]} if "key" in encryption else {}
            self._ecr.create_repository(
                repositoryName=repository.name,
                encryptionConfiguration={"encryptionType": encryption["type"], **kms},
            )
        return [f"{repository.name} existed, created by hand: adopted with its images" for repository in adopted]

    def _require_live_as_declared(self) -> None:
        found = stack_differences(self._declared, self._ecr, self._iam)
        lines = [
            f"{name}: declared {declared}, live {live}"
            for name, (declared, live) in found.items()
            if name not in self._created_by_pulls
        ]
        if lines:
            raise UnexpectedResult("\n".join(lines))

    def _drift(self) -> list[Mapping[str, Any]]:
        """The findings of `union-ecr drift --json`.

        Without those of entries of drift.accepted that accept nothing: what they accept was made by hand in AWS.
        """
        stacks = self._running.project.stack_file(self._name).parent
        command = [*_UNION_ECR, "drift", "--json", "--stacks-dir", str(stacks), "--stack", self._name]
        credentials = self._running.aws.environment(self._declared.registry.account)
        environment = {**os.environ, **credentials}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise UnexpectedResult(
                f"union-ecr drift ended with exit code {done.returncode}: {done.stderr}{done.stdout}"
            )
        findings: list[Mapping[str, Any]] = json.loads(done.stdout)["findings"]
        return [finding for finding in findings if finding["kind"] != Kind.UNUSED_ACCEPTANCE]

    def _preview_finds_changes(self) -> bool:
        try:
            self._stack.preview(refresh=True, expect_no_changes=True, on_output=self._steps.of_engine)
        except automation.CommandError as error:
            if "no changes were expected" not in str(error):
                raise
            return True
        return False


def _finding(finding: Mapping[str, Any]) -> str:
    what = " ".join(filter(None, (finding["repository"], finding["field"])))
    meaning = next(kind.meaning for kind in Kind if kind.value == finding["kind"])
    return f"{finding['severity']:<8}  {what}: {finding.get('reason') or meaning}"
