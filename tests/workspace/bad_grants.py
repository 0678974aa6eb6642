"""Stack files with wrong grants and data planes, and every line that must be told about each: data only."""

from tests.workspace.bad_stack_files import IMAGES, TRAINER, BadStackFile, Told, bad, image, stack, with_image

GRANT = "union-ecr:images.trainer.grants[0]"
PLANE = "union-ecr:dataPlanes.lab"
ROLE = "arn:aws:iam::111122223333:role/ci"
FUNCTIONS = "arn:aws:lambda:us-east-1:111122223333:function:*"
PROJECT = "arn:aws:codebuild:us-east-1:111122223333:project/x"


def _grant(name: str, grant: str, place: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    return bad(name, image(f"grants: [{{{grant}}}]"), Told(6, GRANT + place, given, rule, remedy))


def _plane(
    name: str, plane: str, place: str, rule: str, remedy: str, organization: bool = True, given: str | None = None
) -> BadStackFile:
    head = "union-ecr:organization: acme" if organization else "union-ecr:pushRoles: {}"
    content = stack(f'{head}\nunion-ecr:dataPlanes: {{lab: {{account: "444455556666", {plane}}}}}') + IMAGES
    return bad(name, content, Told(5, PLANE + place, given, rule, remedy))


def _action(name: str, action: str, rule: str, remedy: str) -> BadStackFile:
    return _grant(name, f'principals: ["{ROLE}"], actions: ["{action}"]', ".actions[0]", f'"{action}"', rule, remedy)


def _unit(name: str, unit: str) -> BadStackFile:
    given = f'organizationalUnits: ["{unit}"], access: [pull]'
    rule, remedy = "is no organizational unit's path", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"
    return _grant(name, given, ".organizationalUnits[0]", f'"{unit}"', rule, remedy)


def _source(name: str, arn: str) -> BadStackFile:
    given = f'service: lambda.amazonaws.com, sourceArns: ["{arn}"], access: [pull]'
    return _grant(name, given, ".sourceArns[0]", f'"{arn}"', "not the ARN of a source with its account", "write one")


NOT_ONE_HOLDER = ("a grant is to one of principals, organizationId, organizationalUnits, service", "add principals")
GRANTS_NOTHING = ("grants nothing", "add access: [pull]")
CI_WILDCARD = "arn:aws:iam::111122223333:role/ci-*"

# Every error of a grant, and of its neighbours, in one run.
_AT_ONCE = (
    bad(
        "an empty grant",
        image("grants: [{}]"),
        Told(6, GRANT, None, *NOT_ONE_HOLDER),
        Told(6, GRANT, None, *GRANTS_NOTHING),
    ),
    bad(
        "three errors across the fields of one grant",
        image(f'grants: [{{principals: ["{CI_WILDCARD}"], sourceArns: ["{FUNCTIONS}"]}}]'),
        Told(6, GRANT, None, *GRANTS_NOTHING),
        Told(6, GRANT, None, "sourceArns and sourceAccounts say for whom a service acts", "write service"),
        Told(6, f"{GRANT}.principals[0]", f'"{CI_WILDCARD}"', "its wildcard needs a condition", "rolesBy: condition"),
    ),
    bad(
        "a wrong holder of a grant that grants nothing",
        image("grants: [{organizationId: acme}]"),
        Told(6, f"{GRANT}.organizationId", '"acme"', "no organization's id", "o- and 10 to 32"),
        Told(6, GRANT, None, *GRANTS_NOTHING),
    ),
    bad(
        "a service for everybody that pushes",
        image("grants: [{service: lambda.amazonaws.com, access: [push]}]"),
        Told(6, GRANT, None, "a service acts for everybody", "write the sources"),
        Told(6, GRANT, None, "a service only pulls", "access: [pull]"),
    ),
    bad(
        "a wrong access, which may be what is granted, and nobody to whom",
        image("grants: [{access: [pul]}]"),
        Told(6, f"{GRANT}.access[0]", '"pul"', "must be one of pull, push, describe", "did you mean pull?"),
        Told(6, GRANT, None, *NOT_ONE_HOLDER),
    ),
    bad(
        "a misspelt field, which may be all that is missing",
        image(f'grants: [{{principals: ["{ROLE}"], acess: [pull]}}]'),
        Told(6, f"{GRANT}.acess", None, "is no setting here", "did you mean access?"),
    ),
    bad(
        "a misspelt field beside another error",
        image(f'grants: [{{principals: ["{ROLE}"], acess: [pull], sourceArns: ["{FUNCTIONS}"]}}]'),
        Told(6, f"{GRANT}.acess", None, "is no setting here", "did you mean access?"),
        Told(6, GRANT, None, "sourceArns and sourceAccounts say for whom a service acts", "write service"),
    ),
    bad(
        "wrong grants around one that is wrong by itself",
        image(
            f'grants:\n  - {{organizationId: o-a1b2c3d4e5}}\n  - nobody\n  - {{principals: ["x", "{CI_WILDCARD}"], '
            'access: [pull]}\n  - {service: lambda.amazonaws.com, access: [push], sourceAccounts: ["111122223333"]}'
        ),
        Told(7, f"{TRAINER}.grants[0]", None, *GRANTS_NOTHING),
        Told(8, f"{TRAINER}.grants[1]", '"nobody"', "must be a mapping", "write key: value below it"),
        Told(9, f"{TRAINER}.grants[2].principals[0]", '"x"', "is no principal", "write the ARN"),
        Told(9, f"{TRAINER}.grants[2].principals[1]", f'"{CI_WILDCARD}"', "its wildcard needs", "rolesBy: condition"),
        Told(10, f"{TRAINER}.grants[3]", None, "a service only pulls", "access: [pull]"),
    ),
    bad(
        "a principal of another partition behind one that is none",
        image('grants: [{principals: ["x", "arn:aws-cn:iam::111122223333:role/ci"], access: [pull]}]'),
        Told(6, f"{GRANT}.principals[0]", '"x"', "is no principal", "write the ARN"),
        Told(
            6,
            f"{GRANT}.principals[1]",
            '"arn:aws-cn:iam::111122223333:role/ci"',
            "is of another partition than us-east-1",
            "begins with arn:aws:",
        ),
    ),
    bad(
        "a wrong grant by default beside a wrong one, told once",
        stack(f"""
            union-ecr:defaults:
              grants:
                - nobody
                - {{principals: ["{ROLE}"]}}
            union-ecr:images: {{trainer: {{}}, other: {{}}}}
        """),
        Told(6, "union-ecr:defaults.grants[0]", '"nobody"', "must be a mapping", "write key: value below it"),
        Told(7, "union-ecr:defaults.grants[1]", None, *GRANTS_NOTHING),
    ),
    bad(
        "exclusions of every tag beside a wrong grant",
        image(f'tagMutabilityExclusions: ["*"]\ngrants: [{{principals: ["{ROLE}"]}}]'),
        Told(6, f"{TRAINER}.tagMutabilityExclusions[0]", '"*"', "makes every tag mutable", "tagMutability: MUTABLE"),
        Told(7, GRANT, None, *GRANTS_NOTHING),
    ),
    bad(
        "a wrong grant for pushing of an image with a build cache, told once",
        image(f'buildCache: true\ngrants: [{{principals: ["{CI_WILDCARD}"], access: [push]}}]'),
        Told(7, f"{GRANT}.principals[0]", f'"{CI_WILDCARD}"', "its wildcard needs a condition", "rolesBy: condition"),
    ),
)

_TWO_ACCOUNTS = '{account: "444455556666", rolesBy: name}, b: {selfManaged: {userRole: x}}'
_PLANES_AT_ONCE = (
    bad(
        "data planes that are wrong by themselves and name no roles",
        with_image(f"union-ecr:dataPlanes: {{lab: {_TWO_ACCOUNTS}}}"),
        Told(4, f"{PLANE}.rolesBy", '"name"', "must be one of arn, condition", "write one of these"),
        Told(4, PLANE, None, "names no roles, and without an organization", "add union-ecr:organization"),
        Told(4, "union-ecr:dataPlanes.b.account", None, "is missing", "add account"),
        Told(4, "union-ecr:dataPlanes.b.selfManaged.nodeRole", None, "is missing", "add nodeRole"),
    ),
    bad(
        "a data plane whose roles are said twice and wrong",
        with_image('union-ecr:dataPlanes: {lab: {account: "1", roles: ["a:b"], selfManaged: {nodeRole: 1}}}'),
        Told(4, f"{PLANE}.account", '"1"', "has 12 digits", "write all twelve"),
        Told(4, f"{PLANE}.roles[0]", '"a:b"', "is not a role's name", "write the name alone"),
        Told(4, f"{PLANE}.selfManaged.nodeRole", "1", "must be text", "in quotes"),
        Told(4, PLANE, None, "both say who pulls", "keep selfManaged"),
    ),
    bad(
        "data planes of wrong names and kinds in one list",
        image("dataPlanes: [7, nowhere]"),
        Told(6, f"{TRAINER}.dataPlanes[0]", "7", "must be text", "in quotes"),
        Told(6, f"{TRAINER}.dataPlanes[1]", '"nowhere"', "is no data plane of this stack", "known are: none"),
    ),
    bad(
        "a grant to two kinds of holder, one of them wrong",
        image('grants: [{principals: ["x"], organizationId: o-a1b2c3d4e5, access: [pull]}]'),
        Told(6, f"{GRANT}.principals[0]", '"x"', "is no principal", "write the ARN"),
        Told(6, GRANT, None, "is to one of principals", "a grant for each"),
    ),
    bad(
        "a wrong region, and what is wrong in any region",
        image(
            'encryption: {type: AES256, key: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"}\n'
            f'grants: [{{principals: ["{ROLE}"]}}]\nkeepTags: [v*]\n'
            "lifecycleRules: [{tagStatus: any, sinceImagePushed: 1, action: expire}]"
        ).replace("us-east-1", "us-eas-1", 1),
        Told(2, "aws:region", '"us-eas-1"', "is not an AWS region", "did you mean us-east-1?"),
        Told(6, f"{TRAINER}.encryption", None, "a key needs type KMS", "write type: KMS"),
        Told(7, GRANT, None, *GRANTS_NOTHING),
        Told(9, f"{TRAINER}.lifecycleRules[0].tagStatus", '"any"', "expires tagged images", "allowTaggedExpiry: true"),
    ),
)

BAD_GRANTS: tuple[BadStackFile, ...] = (
    _grant("no access", f'principals: ["{ROLE}"]', "", None, "grants nothing", "access: [pull]"),
    _grant("empty access", f'principals: ["{ROLE}"], access: []', "", None, "grants nothing", "access: [pull]"),
    _grant("nobody", "access: [pull]", "", None, "is to one of principals, ", "add principals"),
    _grant(
        "two kinds of holder",
        f'principals: ["{ROLE}"], organizationId: o-a1b2c3d4e5, access: [pull]',
        "",
        None,
        "is to one of principals, organizationId, organizationalUnits, service",
        "a grant for each",
    ),
    _grant(
        "an organization's name",
        "organizationId: acme, access: [pull]",
        ".organizationId",
        '"acme"',
        "no organization's id",
        "o- and 10 to 32",
    ),
    _grant(
        "a word for rolesBy",
        f'principals: ["{ROLE}"], rolesBy: conditions, access: [pull]',
        ".rolesBy",
        '"conditions"',
        "one of arn, condition",
        "did you mean condition?",
    ),
    _grant(
        "a wildcard without a condition",
        'principals: ["arn:aws:iam::111122223333:role/ci-*"], access: [pull]',
        ".principals[0]",
        '"arn:aws:iam::111122223333:role/ci-*"',
        "its wildcard needs a condition",
        "add rolesBy: condition",
    ),
    _grant(
        "a wildcard in the account",
        'principals: ["arn:aws:iam::*:role/ci"], rolesBy: condition, access: [pull]',
        ".principals[0]",
        '"arn:aws:iam::*:role/ci"',
        "would let strangers in",
        "name the roles",
    ),
    _grant(
        "every role of an account by condition",
        'principals: ["arn:aws:iam::111122223333:role/*"], rolesBy: condition, access: [pull]',
        ".principals[0]",
        '"arn:aws:iam::111122223333:role/*"',
        "would let strangers in, since its name has fewer than 3 characters before a *",
        "such as role/ci-*",
    ),
    _grant(
        "every role with an a by condition",
        'principals: ["arn:aws:iam::111122223333:role/*a*"], rolesBy: condition, access: [pull]',
        ".principals[0]",
        '"arn:aws:iam::111122223333:role/*a*"',
        "would let strangers in, since its name has fewer than 3 characters before a *",
        "such as role/ci-*",
    ),
    _grant(
        "every role below a path by condition",
        'principals: ["arn:aws:iam::111122223333:role/ci/*"], rolesBy: condition, access: [pull]',
        ".principals[0]",
        '"arn:aws:iam::111122223333:role/ci/*"',
        "would let strangers in, since its name has fewer than 3 characters before a *",
        "such as role/ci-*",
    ),
    _grant(
        "a principal with a path over 512 characters",
        f'principals: ["arn:aws:iam::111122223333:role/{"p" * 511}/x"], access: [pull]',
        ".principals[0]",
        f'"arn:aws:iam::111122223333:role/{"p" * 27}…',
        "is no principal",
        "write the ARN of a role or user",
    ),
    _grant(
        "a service for everybody",
        "service: lambda.amazonaws.com, access: [pull]",
        "",
        None,
        "a service acts for everybody",
        "write the sources",
    ),
    _grant(
        "a service with both conditions",
        f'service: lambda.amazonaws.com, access: [pull], sourceArns: ["{FUNCTIONS}"], sourceAccounts: ["111122223333"]',
        "",
        None,
        "sourceArns or sourceAccounts, and one of the two",
        "write the sources",
    ),
    _grant(
        "a service that pushes",
        'service: lambda.amazonaws.com, access: [push], sourceAccounts: ["111122223333"]',
        "",
        None,
        "a service only pulls",
        "access: [pull]",
    ),
    _grant(
        "sources without a service",
        f'principals: ["{ROLE}"], access: [pull], sourceAccounts: ["111122223333"]',
        "",
        None,
        "for whom a service acts",
        "drop them",
    ),
    _grant(
        "a service's short name",
        'service: lambda, access: [pull], sourceAccounts: ["111122223333"]',
        ".service",
        '"lambda"',
        "no AWS service's principal",
        "lambda.amazonaws.com",
    ),
    *(
        _grant(
            f"{given}, a service like {meant}",
            f'service: {given}, access: [pull], sourceAccounts: ["111122223333"]',
            ".service",
            f'"{given}"',
            "is no AWS service's principal",
            f"did you mean {meant}?",
        )
        for given, meant in (
            ("lamda.amazonaws.com", "lambda.amazonaws.com"),
            ("code-build.amazonaws.com", "codebuild.amazonaws.com"),
            ("sagmaker.amazonaws.com", "sagemaker.amazonaws.com"),
            ("lamda.amazonaws.com.cn", "lambda.amazonaws.com"),
        )
    ),
    bad(
        "sources that are another service's, and the wrong service of right ones",
        image(
            "grants:\n"
            f'  - {{service: lambda.amazonaws.com, access: [pull], sourceArns: ["{FUNCTIONS}", "{PROJECT}"]}}\n'
            f'  - {{service: codebuild.amazonaws.com, access: [pull], sourceArns: ["{FUNCTIONS}", "{PROJECT}"]}}'
        ),
        Told(7, f"{GRANT}.sourceArns[1]", f'"{PROJECT}"', "is nothing that lambda.amazonaws.com", "arn:aws:lambda:"),
        Told(
            8,
            f"{TRAINER}.grants[1].sourceArns[0]",
            f'"{FUNCTIONS}"',
            "is nothing that codebuild.amazonaws.com acts for",
            "arn:aws:codebuild:",
        ),
    ),
    bad(
        "a service with a slip, whose sources cannot be judged by it",
        image(f'grants: [{{service: lamda.amazonaws.com, access: [pull], sourceArns: ["{PROJECT}"]}}]'),
        Told(6, f"{GRANT}.service", '"lamda.amazonaws.com"', "is no AWS service's principal", "lambda.amazonaws.com?"),
    ),
    bad(
        "a service that is no principal, whose sources cannot be judged by it",
        image(f'grants: [{{service: codebuild, access: [pull], sourceArns: ["{PROJECT}"]}}]'),
        Told(6, f"{GRANT}.service", '"codebuild"', "is no AWS service's principal", "such as lambda.amazonaws.com"),
    ),
    _source("a source of any account", "arn:aws:lambda:us-east-1:*:function:build"),
    _source("a source that is anything", "*"),
    _action("the login's token", "ecr:GetAuthorizationToken", "cannot be granted by a repository policy", "pullPolicy"),
    _action("every action", "ecr:*", "would grant rights that ECR does not have yet", "name each action"),
    _action(
        "a misspelt action", "ecr:DescribeImage", "no action on one repository", "did you mean ecr:DescribeImages?"
    ),
    _action("another service's action", "s3:GetObject", "no action on one repository", "known are: ecr:"),
    _action(
        "an action of the registry's policy",
        "ecr:ReplicateImage",
        "belongs into the registry's policy",
        "write it in registry.policy (access: replicate)",
    ),
    _action(
        "the creation of repositories",
        "ecr:CreateRepository",
        "belongs into the registry's policy",
        "write it in registry.policy (access: replicate)",
    ),
    _grant(
        "a whole organization that deletes images",
        "organizationId: o-a1b2c3d4e5, actions: [ecr:BatchDeleteImage]",
        ".actions[0]",
        '"ecr:BatchDeleteImage"',
        "would let whoever is no named principal delete images",
        "grant it to principals",
    ),
    _grant(
        "a service of China elsewhere",
        'service: lambda.amazonaws.com.cn, access: [pull], sourceAccounts: ["111122223333"]',
        ".service",
        '"lambda.amazonaws.com.cn"',
        "is a service's name in China, and us-east-1 is elsewhere",
        "write lambda.amazonaws.com",
    ),
    _unit("a unit without its organization", "ou-ab12-11111111"),
    _unit("a root instead of a unit", "o-a1b2c3d4e5/r-ab12"),
    _unit("units of every organization", "*/ou-ab12-11111111"),
    bad(
        "a source of another partition",
        image(
            "grants: [{service: lambda.amazonaws.com, access: [pull], "
            'sourceArns: ["arn:aws-cn:lambda:cn-north-1:111122223333:function:a"]}]'
        ),
        Told(
            6,
            f"{GRANT}.sourceArns[0]",
            '"arn:aws-cn:lambda:cn-north-1:111122223333:function:a"',
            "of another partition than us-east-1",
            "begins with arn:aws:",
        ),
    ),
    bad(
        "a condition's principal of another partition",
        image('grants: [{principals: ["arn:aws-cn:iam::111122223333:role/abc*"], rolesBy: condition, access: [pull]}]'),
        Told(6, f"{GRANT}.principals[0]", '"arn:aws-cn:iam::111122223333:role/abc*"', "another partition", "arn:aws:"),
    ),
    _plane("roles twice", "roles: [node], selfManaged: {nodeRole: node}", "", "both say who pulls", "keep selfManaged"),
    _plane(
        "a role with a path over 512 characters",
        f'roles: ["{"a" * 700}/x"]',
        ".roles[0]",
        "is not a role's name, of at most 64 characters behind a path of at most 511",
        "write the name alone",
        given=f'"{"a" * 58}…',
    ),
    _plane(
        "an operator proxy with a path over 512 characters",
        f'selfManaged: {{nodeRole: node, operatorProxyRole: "{"a" * 511}/x"}}',
        ".selfManaged.operatorProxyRole",
        "is not a role's name, of at most 64 characters behind a path of at most 511",
        "write the name alone",
        given=f'"{"a" * 58}…',
    ),
    _plane("a self-managed plane without its nodes", "selfManaged: {}", ".selfManaged.nodeRole", "missing", "nodeRole"),
    _plane(
        "a self-managed plane without an organization",
        "selfManaged: {nodeRole: node}",
        "",
        "names no userRole, and without an organization",
        "or userRole",
        organization=False,
    ),
    *_AT_ONCE,
    *_PLANES_AT_ONCE,
)
