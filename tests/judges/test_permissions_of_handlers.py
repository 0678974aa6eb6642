"""`up` may make every call that CloudFormation's handlers make for a resource: AWS's own list of what it takes."""

import pytest

from tests.judges.cloudformation import permissions_of_handlers
from union_ecr.ci_roles.deployment import CiJob, deployment_policy
from union_ecr.declared.stack import declare
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

ACCOUNT = "123456789012"
STACK = f"""\
config:
  aws:region: us-east-1
  union-ecr:account: "{ACCOUNT}"
  union-ecr:images:
    trainer: {{protect: false, encryption: {{type: KMS, key: "arn:aws:kms:us-east-1:{ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000"}}}}
  union-ecr:registry:
    scanning: {{type: ENHANCED, rules: [{{frequency: SCAN_ON_PUSH, filters: ["*"]}}]}}
    replication: [{{destinations: [{{region: eu-west-1}}], prefixes: ["ml/"]}}]
    policy: [{{accounts: ["555566667777"], access: [replicate]}}]
    pullThroughCache:
      hub: {{upstream: registry-1.docker.io, credential: "arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:ecr-pullthroughcache/one-a1b2c3"}}
    creationTemplates: {{hub: {{appliedFor: [PULL_THROUGH_CACHE], customRole: "arn:aws:iam::{ACCOUNT}:role/importer"}}}}
    pullTimeUpdateExclusions: ["arn:aws:iam::{ACCOUNT}:role/scanner"]
"""  # noqa: E501
KINDS = """\
    PullThroughCacheRule PullTimeUpdateExclusion RegistryPolicy RegistryScanningConfiguration ReplicationConfiguration
    Repository RepositoryCreationTemplate""".split()


@pytest.mark.parametrize("kind", KINDS)
def test_up_may_call_whatever_the_handlers_of_the_resource_call(kind: str) -> None:
    document = deployment_policy(CiJob.UP, declare(load(parse_stack_file("Pulumi.x.yaml", STACK.encode))))
    assert document
    held = {action for statement in document["Statement"] for action in statement["Action"]}
    needed = permissions_of_handlers(f"AWS::ECR::{kind}")
    assert len(needed) > 2
    assert needed - held == set()
