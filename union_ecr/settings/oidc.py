"""Jobs of any CI that issues OpenID Connect tokens, by the subjects of these."""

import re
from typing import Annotated

from pydantic import Field, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.issuers import Issuer
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import refuse

# No `?` (IAM's other wildcard), no `$` (a policy variable begins with it), and no space at an end. A subject has at
# most 255 characters: https://openid.net/specs/openid-connect-core-1_0.html#IDToken (sub)
_SUBJECT = r"(?! )(?!.* $)(?=.{1,255}$)[\w.,:;/@+=#%&!|~(){}<>* -]+"
# Parts of subjects that say what the next part is: everybody's subjects have them.
_EVERYBODYS = frozenset(
    "account app application bitbucket.org branch build cluster component deploy deployment env environment false "
    "github.com gitlab.com group heads http https job main master namespace ns org organization owner pipeline prod "
    "production project project_id project_path pulumi ref refs repo repository repository_owner role runner sa scope "
    "service service_account serviceaccount space stack staging step sub subject system tags team tenant true user "
    "vcs vcs-origin workflow workspace".split()
)
_ID = re.compile(r"\{?(?=[^0-9]*[0-9])[0-9A-Za-z-]{8,}\}?")
_EXAMPLE = "organization:acme:pipeline:train:*"


def _refuse_everybodys_subjects(subject: str) -> None:
    """Refuse a pattern whose beginning names nobody: what stands before the first *, up to its last : or /.

    The rest of that beginning does not count, since a longer name could begin with it.
    """
    if "*" not in subject:
        return
    parts = re.split("([:/])", subject.partition("*")[0])[:-1]
    names, separators = parts[::2], parts[1::2]
    named = [
        name
        for number, (name, separator) in enumerate(zip(names, separators, strict=True))
        if name and name.lower() not in _EVERYBODYS and (number > 0 or separator == "/" or _ID.fullmatch(name))
    ]
    if not named:
        refuse(
            "matches jobs of others, since nothing before its first * names yours",
            f"write whose jobs before the first *, up to a : or /, as {_EXAMPLE} does",
        )


Audience = Annotated[
    StrictStr,
    Pattern(
        r"[\w.:/@+=-]{1,255}",
        "is no audience of a token",
        "write the aud of its tokens, a client ID of the identity provider, such as sts.amazonaws.com",
    ),
]
Subject = Annotated[
    StrictStr,
    Pattern(
        _SUBJECT,
        "is no subject of a token, of at most 255 letters, digits, spaces and other characters than ? $ ^ and quotes",
        "write the sub of its tokens, with * for what may vary",
        hint=_refuse_everybodys_subjects,
    ),
]


class Oidc(StrictModel):
    """Jobs of any other CI that issues OpenID Connect tokens, such as CircleCI, Buildkite, Bitbucket and Jenkins."""

    issuer: Issuer
    """The `iss` of its tokens, with or without https://: the account's identity provider has this address."""
    audience: Audience
    """The `aud` of its tokens, which is a client ID of the identity provider, too."""
    subjects: Annotated[tuple[Subject, ...], Field(min_length=1)]
    """The `sub` of its tokens, exactly or with * for any characters, : and / among them. What stands before the first
    * must name yours: an organization, a project or a repository that nobody else has."""
