"""The components as a plugin: what a program in another language gets."""

import json
import subprocess
import sys

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sandbox.project import ROOT

pytestmark = pytest.mark.slow


def test_run_as_a_plugin_the_folder_serves_the_components_schema() -> None:
    # Pulumi passes the engine's address; nothing is registered here, so nobody needs to listen there.
    command = [sys.executable, str(ROOT / "components"), "127.0.0.1:1"]
    with subprocess.Popen(command, cwd=ROOT.parent, stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        port = int(plugin.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            provider = provider_pb2_grpc.ResourceProviderStub(channel)
            schema = json.loads(provider.GetSchema(provider_pb2.GetSchemaRequest()).schema)
        plugin.kill()
    role = schema["resources"]["union-ecr:index:PushRole"]
    assert role["isComponent"]
    assert role["requiredInputs"] == ["account", "region", "repositories"]
    assert set(role["properties"]) == {"roleArn", "roleName"}
    assert role["inputProperties"]["maxSessionDuration"]["type"] == "integer"
    component = schema["resources"]["union-ecr:index:PrivateRepository"]
    assert component["isComponent"]
    assert component["requiredInputs"] == ["account", "region"]
    assert set(component["properties"]) == {"repositoryUrl", "repositoryArn", "repositoryName"}
    assert component["inputProperties"]["untaggedDays"]["type"] == "integer"
