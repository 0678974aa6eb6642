"""`make baseline`: deploys every example and records the states as the baseline of the current version."""

import shutil
import sys
import tomllib
from pathlib import Path

from sandbox.engine import Engine, obtain_engine
from sandbox.environment import environment
from sandbox.isolation import isolated_folder
from sandbox.project import EXAMPLES, ROOT
from tests.engine.baselines import FOLDER, Baseline
from tests.engine.stack import EngineStack
from union_ecr.stack_file.parse import stack_file_name, stack_of


def main() -> int:
    """Write the folder of the version in pyproject.toml; 2 if it exists, since a release does not change."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    folder = FOLDER / version
    if folder.exists():
        sys.stderr.write(f"{folder.relative_to(ROOT)}: exists; raise the version in pyproject.toml first\n")
        return 2
    engine = obtain_engine()
    with isolated_folder("baseline") as scratch:
        recorded = scratch / version
        recorded.mkdir()
        for example in sorted(EXAMPLES.glob(stack_file_name("*"))):
            shutil.copy(example, recorded)
            sys.stderr.write(f"baseline {version}: {example.name}\n")
            _record(Baseline(recorded, stack_of(example.name) or ""), engine, scratch)
        shutil.copytree(recorded, folder)
    return 0


def _record(baseline: Baseline, engine: Engine, scratch: Path) -> None:
    declared = baseline.declared()
    account, region = declared.registry.account, declared.registry.region
    with environment(scratch / baseline.stack, engine, account, baseline.folder) as running:
        for repository in declared.repositories:
            if repository.adopt:
                running.aws.client("ecr", region, account).create_repository(repositoryName=repository.name)
        stack = EngineStack(running.project, baseline.stack)
        stack.up()
        baseline.record(stack.export_stack())


if __name__ == "__main__":
    sys.exit(main())
