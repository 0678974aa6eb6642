"""The pack as the engine gets it: served by its folder."""

import os
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
import yaml
from google.protobuf import empty_pb2, struct_pb2
from packaging.requirements import Requirement
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from sandbox.project import ROOT
from tests.package.bare_environment import bare_python, requirements_of
from tests.policies.judging import BY_NAME, REPOSITORY, SOUND
from union_ecr import __version__

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_python(tmp_path_factory.mktemp("pack") / "environment", requirements_of("policies"))


@pytest.fixture(scope="module", params=["folder", "pulumi.policy"])
def analyzer(request: pytest.FixtureRequest, python: Path) -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """The pack with its requirements alone, started as the language host does, and as engines did before."""
    folder = str(ROOT / "policies")
    how = [folder] if request.param == "folder" else ["-m", "pulumi.policy", "127.0.0.1:1", folder]
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(python), "-u", *how]
    with subprocess.Popen(command, cwd=ROOT.parent, env=variables, stdout=subprocess.PIPE, text=True) as pack:
        assert pack.stdout is not None
        port = int(pack.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        pack.kill()


def test_the_folder_serves_every_policy_as_mandatory(analyzer: analyzer_pb2_grpc.AnalyzerStub) -> None:
    info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
    assert (info.name, info.supportsConfig) == ("union-ecr", True)
    assert {policy.name: policy.enforcementLevel for policy in info.policies} == dict.fromkeys(
        BY_NAME, analyzer_pb2.MANDATORY
    )


def test_a_faulty_resource_is_refused_and_an_excepted_one_is_not(analyzer: analyzer_pb2_grpc.AnalyzerStub) -> None:
    properties = struct_pb2.Struct()
    properties.update(SOUND | {"imageTagMutability": "MUTABLE"})
    options = analyzer_pb2.AnalyzerResourceOptions(protect=True)
    request = analyzer_pb2.AnalyzeRequest(type=REPOSITORY, urn="urn", name="a", properties=properties, options=options)
    (found,) = analyzer.Analyze(request).diagnostics
    assert (found.policyName, found.enforcementLevel) == ("ecr-immutable-tags", analyzer_pb2.MANDATORY)
    configuration = struct_pb2.Struct()
    configuration.update({"exceptRepositories": ["ml/*"]})
    level = analyzer_pb2.PolicyConfig(enforcementLevel=analyzer_pb2.MANDATORY, properties=configuration)
    analyzer.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig={"ecr-immutable-tags": level}))
    assert list(analyzer.Analyze(request).diagnostics) == []


def test_the_pack_has_the_version_of_the_package_and_asks_for_the_sdk_that_is_tested() -> None:
    pack = yaml.safe_load((ROOT / "policies" / "PulumiPolicy.yaml").read_text())
    assert pack["version"] == __version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    tested = {*project["project"]["dependencies"], *project["dependency-groups"]["policies"]}
    assert {*map(str, requirements_of("policies"))} <= {str(Requirement(text)) for text in tested}
