"""The project on the real engine: a copy of its stack files, the real program, and a state of its own."""

import re
import runpy
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from pulumi import automation

from union_ecr.stack_file.parse import stack_file_name, stack_of

ROOT = Path(__file__).resolve().parents[1]
BOOTSTRAP = ROOT / "bootstrap"
STACKS, EXAMPLES = ROOT / "stacks", ROOT / "examples"
_SECRETS_PROVIDER = re.compile(r"^(encryptionsalt|encryptedkey|secretsprovider):.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class SecretsProvider:
    """What encrypts the secrets of a state: its name for `pulumi stack init`, and the variables that it needs."""

    name: str
    variables: Mapping[str, str]


_PASSPHRASE = {"PULUMI_CONFIG_PASSPHRASE": "nothing here is secret"}


class Project:
    """A copy of Pulumi.yaml and of stack files in a folder, so that what the engine writes stays in the folder.

    How the stacks encrypt their secrets is left out of the copy: here that is `secrets`, or a passphrase.

    The program is not copied: it is the `__main__.py` of the project's `source`, run in this process as the Automation
    API does with inline programs, with the folder as working directory.
    """

    def __init__(
        self,
        folder: Path,
        engine: automation.PulumiCommand,
        provider_port: int,
        stack_files: Path = EXAMPLES,
        source: Path = ROOT,
        secrets: SecretsProvider | None = None,
    ) -> None:
        self.folder = folder
        self._source = source
        self._engine = engine
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / "Pulumi.yaml", folder)
        (folder / "stacks").mkdir(exist_ok=True)
        for file in stack_files.glob(stack_file_name("*")):
            (folder / "stacks" / file.name).write_text(_SECRETS_PROVIDER.sub("", file.read_text()))
        (folder / "state").mkdir(exist_ok=True)
        self.variables = {
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{provider_port}",
            **_PASSPHRASE,
            **(secrets.variables if secrets else {}),
        }
        """The environment of the engine: where its state is, and the provider it attaches to."""
        self.secrets_provider = secrets.name if secrets else None

    def stack_file(self, stack: str) -> Path:
        """Return where the stack's file is in the copy."""
        return self.folder / "stacks" / f"Pulumi.{stack}.yaml"

    def keep(self, stacks: Collection[str]) -> None:
        """Delete the copies of all other stack files."""
        for file in (self.folder / "stacks").iterdir():
            if stack_of(file.name) not in stacks:
                file.unlink()

    def stack(
        self,
        stack: str,
        environment: Mapping[str, str] | None = None,
        program: Callable[[], None] | None = None,
    ) -> automation.Stack:
        """The stack on the engine, made if it is new.

        `environment` adds to or overrides the project's own; `program` stands in for the project's `__main__.py`.
        """
        return automation.Stack.create_or_select(stack, self.workspace(environment, program))

    def workspace(
        self, environment: Mapping[str, str] | None = None, program: Callable[[], None] | None = None
    ) -> automation.LocalWorkspace:
        """The folder, the engine and the program, as the Automation API wants them; arguments as for `stack`."""
        return automation.LocalWorkspace(
            work_dir=str(self.folder),
            program=program or self.program,
            pulumi_command=self._engine,
            env_vars={**self.variables, **(environment or {})},
            secrets_provider=self.secrets_provider,
        )

    def program(self) -> None:
        """Run the project's program in the folder, with the engine that this process was given."""
        with chdir(self.folder):
            runpy.run_path(str(self._source / "__main__.py"), run_name="__main__")
