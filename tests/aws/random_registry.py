"""Random stacks, of everything that can be declared."""

import random
from typing import Any

IMAGES: tuple[dict[str, Any], ...] = (
    {},
    {"dataPlanes": [], "untaggedDays": None},
    {"tagMutability": "MUTABLE", "untaggedDays": 3},
    {"tagMutabilityExclusions": ["latest*"], "resourceTags": {"team": "ml"}},
    {"buildCache": True},
    {
        "keepTags": ["v*"],
        "allowTaggedExpiry": True,
        "lifecycleRules": [
            {"tagStatus": "tagged", "tagPatternList": ["pr-*"], "sinceImagePushed": 30, "action": "expire"}
        ],
    },
    {
        "grants": [
            {"principals": ["555566667777", "arn:aws:iam::555566667777:role/ci"], "access": ["push", "describe"]},
            {"organizationId": "o-a1b2c3d4e5", "access": ["pull"]},
        ]
    },
    {"grants": [{"service": "lambda.amazonaws.com", "sourceAccounts": ["555566667777"], "access": ["pull"]}]},
    {"grants": [{"principals": ["arn:aws:iam::555566667777:role/ci"], "access": ["pull"], "rolesBy": "condition"}]},
)
REGISTRIES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"scanning": {"type": "BASIC", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["*"]}]}},
    {
        "replication": [{"destinations": [{"region": "eu-west-1"}], "prefixes": ["aa"]}],
        "policy": [{"accounts": ["555566667777"], "access": ["replicate"]}],
        "pullThroughCache": {"ecr-public": {"upstream": "public.ecr.aws"}},
        "creationTemplates": {"ecr-public": {"appliedFor": ["PULL_THROUGH_CACHE"], "untaggedDays": 3}},
        "accountSettings": {"blobMounting": "ENABLED"},
        "pullTimeUpdateExclusions": ["arn:aws:iam::123456789012:role/scanner"],
    },
)
PUSH_ROLES: tuple[dict[str, Any], ...] = (
    {},
    {"ci": {"images": ["aa"], "github": {"repository": "acme/workflows", "branches": ["main"]}}},
    {"Builder": {"images": ["aa"], "trustedRoles": ["arn:aws:iam::123456789012:role/jenkins"], "path": "/ci/"}},
)


def random_settings(chance: random.Random) -> dict[str, Any]:
    """The settings of a stack with a few images, some push role and some of the registry's own settings."""
    names = ("aa", "bb", "cc", "dd")[: chance.randrange(2, 5)]
    settings: dict[str, Any] = {
        "dataPlanes": {"production": {"account": "111122223333"}},
        "images": {name: chance.choice(IMAGES) for name in names},
        "pushRoles": chance.choice(PUSH_ROLES),
        "registry": chance.choice(REGISTRIES),
    }
    return {key: value for key, value in settings.items() if value}
