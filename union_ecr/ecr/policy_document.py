"""Policy documents: their version, Sids and text, and identity policies."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from union_ecr.ecr.actions import ACTIONS, REGISTRY_ACTIONS, TOKEN_ACTION, Access, RegistryAccess

Document = dict[str, Any]
"""A JSON document as AWS takes it: a policy or a lifecycle policy."""

VERSION = "2012-10-17"

SIDS: Mapping[Access, str] = {
    Access.PULL: "AllowPull",
    Access.PUSH: "AllowPush",
    Access.DESCRIBE: "AllowDescribe",
}
"""The Sid of the statement that grants an access, in every policy."""


# Go's json.Marshal, by which the provider writes documents, escapes them (https://pkg.go.dev/encoding/json#Marshal).
_ESCAPED_BY_THE_PROVIDER = "&<>\u2028\u2029"


def document_text(document: object) -> str:
    """A document as the text that Pulumi gets: compact, in the order it was rendered."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def sent_length(document: object) -> int:
    """How many characters AWS gets: the provider sorts the keys, and writes `&`, `<` and `>` with six each."""
    text = document_text(document)
    return len(text) + sum(text.count(character) * len(r"u0026") for character in _ESCAPED_BY_THE_PROVIDER)


def listed(value: Any) -> list[Any]:
    """A list, or one thing as a list: a policy may write either."""
    return list(value) if isinstance(value, list | tuple) else [value]


def identity_policy(repositories: Mapping[Access, Iterable[str]], cached: Iterable[str] = ()) -> Document:
    """What a caller's own role needs, by the ARNs of the repositories it may pull, push or describe.

    Grants the token every login needs on `*` (it has no narrower resource), and each access on its repositories
    only; on those that are `cached` also the first pull of an image. In another account it is the other half of a
    grant by the repository's policy or, for a first pull, by the registry's.
    """
    named = [(SIDS[access], ACTIONS[access], sorted(set(repositories.get(access, ())))) for access in Access]
    first_pull = ("AllowPullThrough", REGISTRY_ACTIONS[RegistryAccess.PULL_THROUGH], sorted(set(cached)))
    return {
        "Version": VERSION,
        "Statement": [
            {"Sid": "AllowLogin", "Effect": "Allow", "Action": TOKEN_ACTION, "Resource": "*"},
            *(
                {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": arns}
                for sid, actions, arns in (*named, first_pull)
                if arns
            ),
        ],
    }
