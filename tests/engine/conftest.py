"""One team on the real engine: a test writes its stack file and says `up`, then asks the emulated AWS what lives."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
from pulumi import automation
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.engine import Engine, HostEnvironment, obtain_engine
from sandbox.environment import pulumi_command
from sandbox.live import Record, declared_record, live_repositories, stack_differences
from sandbox.project import Project, SecretsProvider
from sandbox.provider.server import stand_in_provider
from sandbox.vault import vault
from tests.conftest import USERS_ENVIRONMENT
from tests.engine.bootstrapped_account import Bootstraps
from tests.engine.stack import EngineStack
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

# A new engine may get the port of one that has ended. gRPC shares what it knows of an address among all channels of a
# process, and would answer from the failure to reach the old one.
_GRPC_CHANNEL_OPTIONS.append(("grpc.use_local_subchannel_pool", 1))

REGION = "us-east-1"
_HEAD = f"""\
config:
  aws:region: {REGION}
  union-ecr:account: "{DEFAULT_ACCOUNT}"
  union-ecr:organization: acme
  union-ecr:dataPlanes: {{production: {{account: "111122223333"}}}}
  union-ecr:images:
"""


class Team:
    """A stack named `team` in the emulated AWS's default account."""

    name = "team"

    def __init__(self, aws: EmulatedAws, project: Project) -> None:
        self.aws = aws
        self.project = project
        self.ecr = aws.client("ecr", REGION)
        self.iam = aws.client("iam", REGION)
        self.environment: dict[str, str] = {}

    def write(self, *images: str) -> None:
        """Write the stack file with these images, each a line of YAML."""
        self.project.stack_file(self.name).write_text(_HEAD + "".join(f"    {image}\n" for image in images))

    def write_beside(self, settings: str) -> None:
        """Write further settings behind the images, as YAML below `config`."""
        path = self.project.stack_file(self.name)
        path.write_text(path.read_text() + indent(dedent(settings), "  "))

    @contextmanager
    def holding_credentials_of(self, account: str) -> Iterator[None]:
        """Deploy the same state with a provider that holds another account's credentials."""
        own = self.stack
        with stand_in_provider(self.aws.environment(account)) as port:
            self.stack = EngineStack(self.project, self.name, {"PULUMI_DEBUG_PROVIDERS": f"aws:{port}"}, exists=True)
            yield
        self.stack = own

    @cached_property
    def stack(self) -> EngineStack:
        return EngineStack(self.project, self.name, self.environment)

    def up(self, *images: str, **options: Any) -> Mapping[str, int]:
        """Write the images, if any are given, and deploy them; answers how many resources had which change."""
        if images:
            self.write(*images)
        self.stack.up(**options)
        return self.stack.changes

    def refused(self, *images: str, **options: Any) -> str:
        """Deploy and be refused: what the engine said."""
        with pytest.raises(automation.CommandError) as refused:
            self.up(*images, **options)
        return str(refused.value)

    def drift_is_noticed(self) -> bool:
        """Whether `preview --refresh --expect-no-changes` sees that AWS is not as declared."""
        try:
            self.stack.preview(refresh=True, expect_no_changes=True)
        except automation.CommandError as error:
            if "no changes were expected" in str(error):
                return True
            raise
        return False

    def declared(self) -> DeclaredStack:
        path = self.project.stack_file(self.name)
        return declare(load(parse_stack_file(path.name, path.read_bytes)))

    def declared_records(self) -> dict[str, Record]:
        declared = self.declared()
        return {
            repository.name: declared_record(repository, declared.provider_tags) for repository in declared.repositories
        }

    def live(self) -> dict[str, Record]:
        return live_repositories(self.ecr)

    def differences(self) -> set[str]:
        """What does not live as declared: repositories, push roles and parts of the registry by their names."""
        return set(stack_differences(self.declared(), self.ecr, self.iam))

    def resources(self) -> list[Mapping[str, Any]]:
        """The resources of ECR in the engine's state, without what changes at every update."""
        state = self.stack.export_stack().deployment or {}
        keys = ("urn", "type", "id", "inputs", "outputs")
        resources = [{key: resource.get(key) for key in keys} for resource in state.get("resources", [])]
        ours = (resource for resource in resources if resource["type"].startswith("aws:"))
        return sorted(ours, key=lambda resource: str(resource["urn"]))

    def pending_operations(self) -> int:
        """How many operations the state knows as begun and not ended."""
        return len((self.stack.export_stack().deployment or {}).get("pending_operations") or [])

    def push(self, repository: str, tag: str) -> None:
        """Put an image into a repository."""
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "layers": [],
            "n": tag,
        }
        self.ecr.put_image(repositoryName=repository, imageManifest=json.dumps(manifest), imageTag=tag)

    def tags(self, repository: str) -> set[str]:
        """The image tags in a repository."""
        listed = self.ecr.list_images(repositoryName=repository)["imageIds"]
        return {image["imageTag"] for image in listed}


@pytest.fixture(scope="session")
def engine() -> Engine:
    return obtain_engine(HostEnvironment(environment=USERS_ENVIRONMENT, home=Path(USERS_ENVIRONMENT["HOME"])))


@pytest.fixture(scope="session")
def command(engine: Engine) -> automation.PulumiCommand:
    """The engine as the Automation API wants it, asked for its version once."""
    return pulumi_command(engine)


@pytest.fixture(scope="session")
def secrets() -> Iterator[SecretsProvider]:
    with vault() as provider:
        yield provider


@pytest.fixture
def project_in(
    aws: EmulatedAws, command: automation.PulumiCommand, secrets: SecretsProvider, tmp_path: Path
) -> Iterator[Callable[[str], Project]]:
    """Makes a project whose provider holds the credentials of a given account."""
    with ExitStack() as providers:

        def make(account: str) -> Project:
            port = providers.enter_context(stand_in_provider(aws.environment(account)))
            return Project(tmp_path / account, command, port, secrets=secrets)

        yield make


@pytest.fixture
def team(aws: EmulatedAws, project_in: Callable[[str], Project]) -> Team:
    return Team(aws, project_in(DEFAULT_ACCOUNT))


@pytest.fixture
def bootstraps(team: Team, command: automation.PulumiCommand, secrets: SecretsProvider) -> Iterator[Bootstraps]:
    """The bootstraps of accounts, beside a team and the examples."""
    made = Bootstraps(team.aws, team.project, command, secrets)
    yield made
    made.close()
