"""What is denied: the documents, and who may then pull and push, by the emulated AWS's evaluator.

Everybody tried here may do everything by an IAM policy of their own account, so only a Deny stops them.
"""

import json
from typing import Any

import pytest

from sandbox.emulated_aws import Caller, Decision, evaluate_resource_policy
from sandbox.emulated_aws.policy_evaluation import AuthorizationRequest, evaluate
from tests.declared.grants_and_principals import VIRGINIA
from union_ecr.declared.registry_policy import registry_policy
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.settings.deny import Deny, RegistryDeny
from union_ecr.settings.grants import Grant
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

OWN, OTHER = "123456789012", "111122223333"
ORGANIZATION, ENDPOINT = "o-a1b2c3d4e5", "vpce-0a1b2c3d4e5f60718"
PATH, ELSEWHERE = f"{ORGANIZATION}/r-ab12/ou-ab12-11111111/", "o-zzzzzzzzzz/r-zz99/ou-zz99-11111111/"
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
UPLOAD = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"]
MANAGE = [f"ecr:{verb}RepositoryPolicy" for verb in ("Get", "Set", "Delete")]


def role(name: str, account: str = OWN) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def caller(name: str, account: str = OWN, **more: Any) -> Caller:
    return Caller.of_role(role(name, account), **more)


CALLERS = {
    "ci": caller("ci", organization_path=PATH),
    "ci through the endpoint": caller("ci", organization_path=PATH, vpc_endpoint=ENDPOINT),
    "ci through another endpoint": caller("ci", vpc_endpoint="vpce-0f1e2d3c4b5a69788"),
    "an administrator": caller("admin"),
    "a role named as ci below a path": caller("x/ci"),
    "a user named as ci": Caller.of_user(f"arn:aws:iam::{OWN}:user/ci"),
    "ECR filling a cache": caller(
        "aws-service-role/pullthroughcache.ecr.amazonaws.com/AWSServiceRoleForECRPullThroughCache"
    ),
    "a service-linked role elsewhere": caller("aws-service-role/x.amazonaws.com/AWSServiceRoleForX", OTHER),
    "the node role": caller("node", OTHER, organization_path=PATH),
    "the node role through the endpoint": caller("node", OTHER, organization_path=PATH, vpc_endpoint=ENDPOINT),
    "another organization": caller("node", "999900001111", organization_path=ELSEWHERE),
    "another organization through the endpoint": caller(
        "node", "999900001111", organization_path=ELSEWHERE, vpc_endpoint=ENDPOINT
    ),
    "no organization": caller("node", "999988887777"),
    "Lambda": Caller.of_service("lambda.amazonaws.com", source_account=OTHER),
}
IN_OWN_ACCOUNT = {name for name, who in CALLERS.items() if who.account == OWN}
SERVICES = {"Lambda", "ECR filling a cache"}
ENDPOINTS = {name for name in CALLERS if name.endswith("through the endpoint")}


def not_denied(policy: Any, action: str, resource: str | None = None) -> set[str]:
    """Those whom a policy does not deny an action."""
    text = json.dumps(policy) if policy else None
    return {
        name
        for name, who in CALLERS.items()
        if evaluate_resource_policy(text, who, action, resource) is not Decision.EXPLICIT_DENY
    }


def denying(*grants: Grant, **deny: Any) -> Any:
    return repository_policy(VIRGINIA, grants, Deny.model_validate(deny))


@pytest.mark.parametrize(
    ("excepted", "grants", "may_push"),
    [
        ([], [], set()),
        ([role("ci")], [], {"ci", "ci through the endpoint", "ci through another endpoint"}),
        ([f"arn:aws:iam::{OWN}:user/ci"], [], {"a user named as ci"}),
        ([role("adm*")], [], {"an administrator"}),
        ([OTHER], [], {"the node role", "the node role through the endpoint", "a service-linked role elsewhere"}),
        (
            [f"arn:aws:iam::{OTHER}:root"],
            [],
            {"the node role", "the node role through the endpoint", "a service-linked role elsewhere"},
        ),
        (
            [],
            [{"principals": [role("node", OTHER)], "access": ["push"]}],
            {"the node role", "the node role through the endpoint"},
        ),
        (
            [],
            [{"principals": [role("node", OTHER)], "actions": ["ecr:PutImage"]}],
            {"the node role", "the node role through the endpoint"},
        ),
        ([], [{"principals": [role("node", OTHER)], "access": ["pull"]}], set()),
    ],
)
def test_nobody_else_may_push_and_everybody_may_still_pull_and_manage(
    excepted: list[str], grants: list[dict[str, Any]], may_push: set[str]
) -> None:
    policy = denying(*map(Grant.model_validate, grants), push={"exceptPrincipals": excepted})
    for action in UPLOAD:
        assert not_denied(policy, action) == may_push | SERVICES
    for action in (*PULL, *MANAGE):
        assert not_denied(policy, action) == set(CALLERS)


def test_pulls_and_pushes_come_through_the_vpc_endpoints_and_management_comes_from_anywhere() -> None:
    policy = denying(outsideVpcEndpoints={"vpcEndpoints": [ENDPOINT], "exceptPrincipals": [role("admin")]})
    for action in (*PULL, *UPLOAD):
        assert not_denied(policy, action) == ENDPOINTS | SERVICES | {"an administrator"}
    for action in MANAGE:
        assert not_denied(policy, action) == set(CALLERS)


def test_what_a_service_does_with_the_callers_credentials_comes_from_its_own_network() -> None:
    policy = denying(outsideVpcEndpoints={"vpcEndpoints": [ENDPOINT]})
    session = f"arn:aws:sts::{OWN}:assumed-role/ci/x"
    for via_service, decision in ((True, Decision.IMPLICIT_DENY), (False, Decision.EXPLICIT_DENY)):
        who = Caller(session, OWN, role("ci"), via_service=via_service)
        assert evaluate_resource_policy(json.dumps(policy), who, "ecr:BatchGetImage") is decision


def test_nobody_outside_the_organization_may_do_anything_and_the_registrys_account_may() -> None:
    policy = denying(outsideOrganization={"organizationId": ORGANIZATION, "exceptPrincipals": ["999988887777"]})
    inside = IN_OWN_ACCOUNT | SERVICES | {"the node role", "the node role through the endpoint", "no organization"}
    for action in (*PULL, *UPLOAD, *MANAGE, "ecr:BatchDeleteImage", "ecr:ListImages"):
        assert not_denied(policy, action) == inside


def test_a_denial_leaves_each_grant_what_it_grants() -> None:
    grant = Grant.model_validate({"principals": [role("node", OTHER)], "access": ["pull", "push"]})
    policy = denying(
        grant,
        push={},
        outsideVpcEndpoints={"vpcEndpoints": [ENDPOINT]},
        outsideOrganization={"organizationId": ORGANIZATION},
    )
    for name, allowed in (("the node role through the endpoint", True), ("the node role", False)):
        for action in (*PULL, *UPLOAD):
            decision = evaluate_resource_policy(json.dumps(policy), CALLERS[name], action)
            assert (decision is Decision.ALLOWED) is allowed
    assert policy["Statement"][:2] == repository_policy(VIRGINIA, [grant])["Statement"]  # type: ignore[index]


def test_the_registry_denies_the_same_in_every_repository() -> None:
    written = {
        "outsideVpcEndpoints": {"vpcEndpoints": [ENDPOINT]},
        "outsideOrganization": {"organizationId": ORGANIZATION},
    }
    of_registry = registry_policy(VIRGINIA, (), RegistryDeny.model_validate(written))
    of_repository = denying(**written)
    anywhere = f"arn:aws:ecr:us-east-1:{OWN}:repository/any/name"
    for action in (*PULL, *UPLOAD, *MANAGE):
        assert not_denied(of_registry, action, anywhere) == not_denied(of_repository, action)


def test_a_request_that_does_not_say_whether_a_service_makes_it_is_denied() -> None:
    unsigned = {**CALLERS["ci"].context, "aws:PrincipalArn": None, "aws:PrincipalIsAWSService": None}
    request = AuthorizationRequest("ecr:PutImage", "*", unsigned)
    (statement,) = denying(push={})["Statement"]
    assert evaluate([statement | {"Resource": "*"}], request, CALLERS["ci"]) is Decision.EXPLICIT_DENY


def test_without_a_denial_nobody_is_denied_anything() -> None:
    assert repository_policy(VIRGINIA, ()) is None
    assert registry_policy(VIRGINIA, ()) is None


STACK = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:defaults: {deny: {push: {}, outsideVpcEndpoints: {vpcEndpoints: [vpce-0a1b2c3d4e5f60718]}}}
  union-ecr:images:
    trainer: {buildCache: true}
    base: {repository: mirror/base}
    open: {deny: null}
  union-ecr:pushRoles:
    ci: {images: [trainer], github: {repository: acme/workflows, branches: [main]}}
  union-ecr:registry:
    pullThroughCache:
      mirror:
        upstream: 999988887777.dkr.ecr.us-east-1.amazonaws.com
        customRole: "arn:aws:iam::123456789012:role/fill"
    creationTemplates: {mirror: {appliedFor: [PULL_THROUGH_CACHE], deny: {push: {}}}}
    deny: {outsideVpcEndpoints: {vpcEndpoints: [vpce-0a1b2c3d4e5f60718]}}
"""


@pytest.fixture(scope="module")
def stack() -> DeclaredStack:
    return declare(load(parse_stack_file("Pulumi.team.yaml", lambda: STACK.encode())))


def excepted(policy: Any, sid: str) -> list[str]:
    """The names of the roles that a Deny excepts."""
    (statement,) = (statement for statement in policy["Statement"] if statement["Sid"] == sid)
    patterns = statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
    named = [patterns] if isinstance(patterns, str) else patterns
    return [pattern.partition(":role/")[2] for pattern in named if "aws-service-role" not in pattern]


def test_the_push_roles_of_an_image_push_it_and_its_build_cache_and_nothing_else(stack: DeclaredStack) -> None:
    policies = {repository.image: repository.policy for repository in stack.repositories}
    assert {image: excepted(policies[image], "DenyPush") for image in ("trainer", "trainer-cache", "base")} == {
        "trainer": ["ci"],
        "trainer-cache": ["ci"],
        "base": ["fill"],
    }
    assert policies["open"] is None
    for action in UPLOAD:
        assert not_denied(policies["trainer"], action) == {"ci through the endpoint"} | SERVICES


def test_the_role_by_which_ecr_fills_a_cache_is_excepted_in_all_that_it_fills(stack: DeclaredStack) -> None:
    assert stack.registry_settings is not None
    (template,) = stack.registry_settings.creation_templates
    assert excepted(template.policy, "DenyPush") == ["fill"]
    assert excepted(stack.registry_settings.policy, "DenyOutsideVpcEndpoints") == ["fill"]
