"""Documents broken on purpose: by the fault, who judges, the document, and what must be found."""

from typing import Any

from tests.judges.documents import (
    Judge,
    judge_bucket_policy,
    judge_identity_policy,
    judge_lifecycle_policy,
    judge_registry_policy,
    judge_repository_policy,
    judge_trust_policy,
)
from tests.judges.samples import (
    BUCKET_POLICY,
    IDENTITY_POLICY,
    IN_ORGANIZATION,
    LIFECYCLE_POLICY,
    REGISTRY_POLICY,
    REPOSITORY,
    REPOSITORY_POLICY,
    ROLE,
    TRUST_POLICY,
    changed,
    changed_selection,
)

BROKEN: dict[str, tuple[Judge, dict[str, Any], str]] = {
    "repository: a key nobody knows": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Principle="*"),
        "cfn-lint E3513: Statement/0/Principle",
    ),
    "repository: nobody": (judge_repository_policy, changed(REPOSITORY_POLICY, Principal=None), "cfn-lint E3513"),
    "repository: no effect": (judge_repository_policy, changed(REPOSITORY_POLICY, Effect="allow"), "cfn-lint E3513"),
    "repository: an account that is none": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Principal={"AWS": ["arn:aws:iam::12:root"]}),
        "cfn-lint E3513",
    ),
    "repository: no action": (judge_repository_policy, changed(REPOSITORY_POLICY, Action=[]), "cfn-lint E3513"),
    "repository: an action that ECR has not": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Action=["ecr:PullImage"]),
        "cfn-lint W3037: Statement/0/Action: 'pullimage' is not one of",
    ),
    "repository: the login, which no repository can give": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Action=["ecr:GetAuthorizationToken"]),
        "parliament RESOURCE_MISMATCH",
    ),
    "repository: an operator that is none": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Condition={"StringIs": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}),
        "cfn-lint E3513: Statement/0/Condition/StringIs",
    ),
    "repository: a condition that ECR has not": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Condition={"StringEquals": {"ecr:Colour": "red"}}),
        "parliament UNKNOWN_CONDITION_FOR_ACTION",
    ),
    "repository: an old version": (
        judge_repository_policy,
        REPOSITORY_POLICY | {"Version": "2008-10-17"},
        "cfn-lint W2511: Version",
    ),
    "repository: a Sid twice": (
        judge_repository_policy,
        REPOSITORY_POLICY | {"Statement": REPOSITORY_POLICY["Statement"] * 2},
        "parliament DUPLICATE_SID",
    ),
    "repository: everybody": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Principal="*"),
        "policyuniverse: open to the internet: ecr:BatchGetImage, ecr:GetDownloadUrlForLayer",
    ),
    "repository: everybody but an organization": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Principal="*", Condition={"StringNotEquals": IN_ORGANIZATION["StringEquals"]}),
        "policyuniverse: open to the internet",
    ),
    "registry: everybody": (
        judge_registry_policy,
        changed(REGISTRY_POLICY, Principal={"AWS": "*"}),
        "policyuniverse: open to the internet",
    ),
    "registry: no resource": (judge_registry_policy, changed(REGISTRY_POLICY, Resource=None), "parliament MALFORMED"),
    "registry: a resource that is no repository": (
        judge_registry_policy,
        changed(REGISTRY_POLICY, Resource="arn:aws:ecr:us-east-1:123456789012:registry/trainer"),
        "parliament RESOURCE_MISMATCH",
    ),
    "registry: in the second statement only": (
        judge_registry_policy,
        REGISTRY_POLICY
        | {"Statement": [*REGISTRY_POLICY["Statement"], {**REGISTRY_POLICY["Statement"][0], "Sid": "B", "Effect": ""}]},
        "cfn-lint E3513: Statement/1/Effect",
    ),
    "registry: one account of many": (
        judge_registry_policy,
        changed(REGISTRY_POLICY, Principal={"AWS": [ROLE, "arn:aws:iam::1234567890123:root"]}),
        "cfn-lint E3513: Statement/0/Principal",
    ),
    "bucket: everybody": (
        judge_bucket_policy,
        changed(BUCKET_POLICY, Principal="*"),
        "policyuniverse: open to the internet: s3:GetObject",
    ),
    "bucket: an action on objects for the bucket": (
        judge_bucket_policy,
        changed(BUCKET_POLICY, Resource=["arn:aws:s3:::judged"]),
        "parliament RESOURCE_MISMATCH",
    ),
    "identity: a principal": (
        judge_identity_policy,
        changed(IDENTITY_POLICY, Principal={"AWS": ROLE}),
        "cfn-lint E3510: Statement/0/Principal",
    ),
    "identity: no resource": (judge_identity_policy, changed(IDENTITY_POLICY, Resource=None), "cfn-lint E3510"),
    "identity: every resource": (
        judge_identity_policy,
        changed(IDENTITY_POLICY, Resource="*"),
        "parliament RESOURCE_STAR",
    ),
    "identity: a resource that is no repository": (
        judge_identity_policy,
        changed(IDENTITY_POLICY, Resource=[REPOSITORY.replace("repository/", "")]),
        "cfn-lint I3510: Statement/0/Resource",
    ),
    "identity: a Sid with a space": (
        judge_identity_policy,
        changed(IDENTITY_POLICY, Sid="Allow pull"),
        "cfn-lint E3510: Statement/0/Sid",
    ),
    "trust: a resource": (
        judge_trust_policy,
        changed(TRUST_POLICY, Resource="*"),
        "cfn-lint E3530: Statement/0/Resource",
    ),
    "trust: an action that STS has not": (
        judge_trust_policy,
        changed(TRUST_POLICY, Action="sts:AssumeRoleWithOidc"),
        "cfn-lint W3037",
    ),
    "trust: everybody": (
        judge_trust_policy,
        changed(TRUST_POLICY, Principal={"AWS": "*"}, Action="sts:AssumeRole", Condition=None),
        "policyuniverse: open to the internet: sts:AssumeRole",
    ),
    "lifecycle: a text too short": (
        judge_lifecycle_policy,
        {"rules": []},
        "cfn-lint schema: too short: 12 characters",
    ),
    "lifecycle: a text too long": (
        judge_lifecycle_policy,
        changed(LIFECYCLE_POLICY, description="x" * 30_720),
        "cfn-lint schema: too long",
    ),
    "lifecycle: no rules": (judge_lifecycle_policy, {"rules": [], "x" * 100: 1}, "c7n schema: rules: "),
    "lifecycle: a rule without priority": (
        judge_lifecycle_policy,
        changed(LIFECYCLE_POLICY, rulePriority=None),
        "c7n schema: rules/0: 'rulePriority' is a required property",
    ),
    "lifecycle: an action that is none": (
        judge_lifecycle_policy,
        changed(LIFECYCLE_POLICY, action={"type": "delete"}),
        "c7n schema: rules/0/action/type: 'delete'",
    ),
    "lifecycle: a key nobody knows": (
        judge_lifecycle_policy,
        changed_selection(tagPatterns=["v*"]),
        "c7n schema: rules/0/selection: Additional properties",
    ),
    "lifecycle: a count that is no number": (
        judge_lifecycle_policy,
        changed_selection(countNumber="14"),
        "c7n schema: rules/0/selection/countNumber",
    ),
    "lifecycle: tagged images, and not which": (
        judge_lifecycle_policy,
        changed_selection(tagStatus="tagged"),
        "tagPrefixList or tagPatternList required",
    ),
    "lifecycle: an age without a unit": (
        judge_lifecycle_policy,
        changed_selection(countUnit=None),
        "countUnit required",
    ),
    "lifecycle: a number of images with a unit": (
        judge_lifecycle_policy,
        changed_selection(countType="imageCountMoreThan"),
        "countUnit invalid",
    ),
}
