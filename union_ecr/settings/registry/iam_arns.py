"""ARNs of IAM roles and users in the settings of a registry."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import StrictStr

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import Pattern
from union_ecr.stack_file.errors import Violation, format_value, refuse

_ROLE = r"arn:aws[\w-]*:iam::\d{12}:role/([\w+=,.@-]+/)*[\w+=,.@-]{1,64}"
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html
_LONGEST_EXCLUDED = 200
_EXCLUDED = rf"(?=.{{1,{_LONGEST_EXCLUDED}}}$)arn:aws(-[a-z]+)*:iam::\d{{12}}:(role|user)/[\w+=,.@-]+(/[\w+=,.@-]+)*"


def _refuse_sessions(arn: str) -> None:
    if ":assumed-role/" in arn:
        refuse("is a session of a role, which ends within hours", "write the role: arn:aws:iam::ACCOUNT:role/NAME")


RoleArn = Annotated[StrictStr, Pattern(_ROLE, "is not the ARN of a role", "write arn:aws:iam::ACCOUNT:role/NAME")]
ExcludedPrincipal = Annotated[
    StrictStr,
    Pattern(
        _EXCLUDED,
        f"is not the ARN of a role or user, of at most {_LONGEST_EXCLUDED} characters",
        "write one such as arn:aws:iam::111122223333:role/image-scanner",
        hint=_refuse_sessions,
    ),
]


def custom_role_violations(registry: Registry | None, role: str | None) -> Iterator[Violation]:
    """The customRole of a pull-through cache rule or a template, if ECR cannot assume it.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html (customRoleArn)
    """
    arn = Arn.parse(role or "")
    if registry and arn and (arn.partition, arn.account) != (registry.partition, registry.account):
        rule = "ECR assumes only roles of the registry's own account"
        remedy = f"name a role of account {registry.account}, {registry.role_arn(registry.account, 'NAME')}"
        yield Violation(("customRole",), format_value(role), rule, remedy)
