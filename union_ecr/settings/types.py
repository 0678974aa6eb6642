"""The values a stack file is made of: ids, names and ARNs, each with its rule and the remedy when it is broken."""

import re
from typing import Annotated, Any

from pydantic import StrictStr

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import REGION, REPOSITORY_NAME
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.names import checked_region, checked_region_of_arn, checked_repository_name
from union_ecr.stack_file.errors import refuse
from union_ecr.stack_file.unseen_characters import as_meant

# https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id: a UUID, or that of a multi-Region key.
_KMS_KEY_ID = r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
_KMS_KEY_ARN = rf"arn:(?P<partition>[\w-]+):kms:(?P<region>{REGION}):\d{{12}}:key/{_KMS_KEY_ID}"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: a path has at most 512 characters with the
# / that it begins with, which nobody writes here; a name has 64.
_LONGEST_PATH, _LONGEST_NAME = 511, 64
IAM_PATH = rf"(?!.{{{_LONGEST_PATH},}}/)([\w+=,.@-]+/)*"
"""What stands before the name of a role or a policy in its ARN."""
SERVICE_LINKED_PATH = "aws-service-role/"
"""The path of roles that only their AWS service assumes, with permissions that AWS sets.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html"""
_IAM_NAME = rf"{IAM_PATH}[\w+=,.@-]{{1,{_LONGEST_NAME}}}"
_IAM_PRINCIPAL_ARN = rf"arn:(?P<partition>[\w-]+):iam::\d{{12}}:((role|user)/{_IAM_NAME}|root)"

# Of a role's or user's ARN only path and name may hold wildcards, and the name must begin with something: a * matches
# any text, / included, so what stands before the last / says little.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (ARN conditions)
_FEWEST_OF_A_NAME = 3
_ANY_ROLE_PATTERN = r"arn:(?P<partition>[\w-]+):iam::\d{12}:(role|user)/"
_ROLE_PATTERN = rf"(?=.*\*){_ANY_ROLE_PATTERN}([\w+=,.@*-]+/)*[\w+=,.@-]{{{_FEWEST_OF_A_NAME},}}[\w+=,.@*-]*"
# The longest beginning that an ARN of a role or user has, with the longest path and name.
_LONGEST_ARN = len("arn:aws-us-gov:iam::123456789012:role/") + _LONGEST_PATH + _LONGEST_NAME


def _hint_on_accounts(text: str) -> None:
    arn = Arn.parse(text)
    meant = arn.account if arn else re.sub(r"[\s_.-]", "", as_meant(text))
    if meant != text and re.fullmatch(r"\d{12}", meant, re.ASCII):
        refuse(_ACCOUNT_RULE, f'write them alone, in quotes: "{meant}"')


_ACCOUNT_RULE = "an AWS account id has 12 digits"


def _refuse_service_linked_roles(name: str) -> None:
    if name.startswith(SERVICE_LINKED_PATH):
        refuse("is a service-linked role, which no node and no pod can assume", "name the role of the nodes or pods")


AccountId = Annotated[
    StrictStr,
    Pattern(r"\d{12}", _ACCOUNT_RULE, 'write all twelve, in quotes: "123456789012"', hint=_hint_on_accounts),
]
Region = Annotated[
    StrictStr, Pattern(REGION, "is not an AWS region", "write one such as us-east-1", hint=checked_region)
]
RepositoryName = Annotated[
    StrictStr,
    Pattern(
        REPOSITORY_NAME,
        "a repository name has 2 to 256 lowercase letters and digits, separated by . _ - or /",
        "write one such as team/image, not below union/",
        hint=checked_repository_name,
    ),
]
# It becomes part of an IAM role name of at most 64 characters: unionai-<organization>-flyteworker-node-group.
Organization = Annotated[
    StrictStr,
    Pattern(
        r"[A-Za-z0-9_+=,.@-]{1,32}",
        "a Union organization is at most 32 letters, digits and -",
        "write its name as in the address of your Union console",
    ),
]
RoleName = Annotated[
    StrictStr,
    Pattern(
        rf"(?!{SERVICE_LINKED_PATH}){_IAM_NAME}",
        f"is not a role's name, of at most {_LONGEST_NAME} characters behind a path of at most {_LONGEST_PATH}",
        "write the name alone (path/name if it has a path), not its ARN",
        hint=_refuse_service_linked_roles,
    ),
]
ExclusionFilter = Annotated[
    StrictStr,
    Pattern(
        r"(?=.{1,128}$)[0-9A-Za-z._-]*(\*[0-9A-Za-z._-]*){0,2}",
        "a tag filter has 1 to 128 of A-Z a-z 0-9 . _ - and at most two *",
        "write one such as buildcache*",
    ),
]
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TagKey = Annotated[
    StrictStr,
    Pattern(
        r"(?!(?i:aws:))[\w .:/=+@-]{1,128}",
        "a tag key has 1 to 128 letters, digits, spaces and . : / = + @ _ - and does not begin with aws:",
        "choose another key",
        re.UNICODE,
    ),
]
TagValue = Annotated[
    StrictStr,
    Pattern(
        r"[\w .:/=+@-]{0,256}",
        "a tag value has at most 256 letters, digits, spaces and . : / = + @ _ -",
        "write it shorter, or without the other characters",
        re.UNICODE,
    ),
]


def _refuse_alias_and_other_ids(arn: str) -> None:
    if ":alias/" in arn or arn.startswith("alias/"):
        refuse(
            "is an alias: ECR answers with the key's ARN, so every preview would replace the repository",
            "write the key's own ARN (aws kms describe-key --key-id ALIAS)",
        )
    place, _, key_id = arn.rpartition("key/")
    region = re.fullmatch(r"arn:[\w-]+:kms:([^:]*):\d{12}:", place, re.ASCII)
    if region:
        checked_region_of_arn(region[1])
        lower = key_id.lower()
        if not re.fullmatch(_KMS_KEY_ID, key_id, re.ASCII):
            rule = "has no key's id, which is a UUID, or mrk- and 32 hexadecimal digits"
            exists = re.fullmatch(_KMS_KEY_ID, lower, re.ASCII)
            refuse(rule, f"write it in lower case: key/{lower}" if exists else "copy the ARN (aws kms list-keys)")


def _refuse_wildcards_and_sessions(principal: str) -> None:
    if len(principal) > _LONGEST_ARN:
        refuse(f"is longer than any role's ARN ({_LONGEST_ARN} characters)", "write the ARN of a role or user")
    if role := re.match(_ANY_ROLE_PATTERN, principal, re.ASCII):
        _refuse_name(principal[role.end() :])
    if "*" in principal and not re.fullmatch(_ROLE_PATTERN, principal, re.ASCII):
        if role:
            rule = f"matches almost any role, since its name has fewer than {_FEWEST_OF_A_NAME} characters before a *"
            refuse(rule, "name the roles, or how their names begin, such as role/ci-*")
        refuse("would grant access to anybody", "name the roles, users or accounts")
    if "*" not in principal and ":assumed-role/" in principal:
        refuse("is one session of a role, gone within hours", "write the role's ARN: arn:aws:iam::ACCOUNT:role/NAME")


def _refuse_name(name: str) -> None:
    """Refuse what no role or user is called; no remedy names more of them than were meant."""
    if "${" in name:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
        refuse("has a policy variable, in which the caller's own values would decide", "write each role by its name")
    if name.endswith("/"):
        refuse("ends in / as no role's or user's ARN does", f"write the name behind the path, such as {name}builder")
    if "?" in name:
        refuse("has a ?, which stands for any character", "write the character itself, one entry each")
    if unknown := re.search(r"[^\w+=,.@/*-]", name, re.ASCII):
        refuse(f"has {unknown[0]!r}, which is in no role's or user's name", "write the name as IAM shows it")


KmsKeyArn = Annotated[
    StrictStr,
    Pattern(
        _KMS_KEY_ARN,
        "is not the ARN of a KMS key",
        "write arn:aws:kms:REGION:ACCOUNT:key/KEY-ID",
        hint=_refuse_alias_and_other_ids,
    ),
]
Principal = Annotated[
    StrictStr,
    Pattern(
        rf"(?=.{{1,{_LONGEST_ARN}}}$)(\d{{12}}|{_IAM_PRINCIPAL_ARN}|{_ROLE_PATTERN})",
        "is no principal",
        'write the ARN of a role or user, or an account id in quotes such as "111122223333"',
        hint=_refuse_wildcards_and_sessions,
    ),
]


def without_default(schema: dict[str, Any]) -> None:
    """An editor and the reference page must not show a default that holds in some places only; its text tells it."""
    schema.pop("default", None)
