"""Names of branches and tags, exact or with * for what may vary: what git and its hosts let anybody create."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.stack_file.errors import refuse
from union_ecr.stack_file.strict_yaml import as_written

# No `:` (it parts a token's subject), no `?` (IAM's other wildcard) and no `$` (a policy variable begins with it).
_CHARACTERS = r"\w.+=,@#/*-"
_LONGEST = 244
_RULE = f"a branch or tag has letters, digits and . _ - / + = , @ # here, and at most {_LONGEST} characters"
_AS_IT_STANDS = "write the name as git shows it, with * for what may vary"

# https://git-scm.com/docs/git-check-ref-format, --branch included; git demands the same of tags. A * stands for any
# text, which repairs none of these. The last two are GitHub's:
# https://docs.github.com/en/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names
_REFUSED: Mapping[str, str] = {
    r"-": "git allows no name that begins with -",
    r"/|.*//|.*/$": "git allows no name that begins or ends with /, or has two in a row",
    r"(.*/)?\.|.*\.\.|.*\.$": "git allows no name with a . at its beginning, behind /, at its end, or two in a row",
    r".*\.lock(/|$)": "git allows no name of which a part ends with .lock",
    r".*@\{|@$|HEAD$": "is another name of a commit to git, not a branch or tag",
    r"refs/": "is a whole reference",
    r"[0-9a-f]{40}$": "is the id of a commit, not a branch or tag",
}
REF_NAME = "".join(f"(?!{refused})" for refused in _REFUSED) + rf"[{_CHARACTERS}]{{1,{_LONGEST}}}"
"""The name of a branch or tag, or a pattern of such names with *, as a whole text or the end of one."""
# What else no branch or tag holds.
_NOT_IN_GIT = re.compile(r"[\x00-\x20\x7f~^:?\[\\]")


def _refuse_pull_requests(ref: str) -> None:
    if ref.startswith("refs/pull/"):
        remedy = "write pullRequests: true instead, if code that nobody has reviewed may push"
        refuse("is what a pull request runs for, not a branch or tag", remedy)


def _refuse_merge_requests(ref: str) -> None:
    if ref.startswith("refs/merge-requests/"):
        refuse("is no branch or tag, since a merge request runs for its source branch", "write the source branch")


def _refuse_names_that_git_refuses(ref: str) -> None:
    """Refuse what git does, and other characters than `_CHARACTERS`, each with a name that can be written if one is."""
    if ref.startswith(("refs/heads/", "refs/tags/")):
        name = ref.split("/", 2)[2]
        refuse("is a whole reference", f"write the name alone: {as_written(name) if _is_name(name) else 'main'}")
    if len(ref) > _LONGEST or _NOT_IN_GIT.search(ref):
        return
    for refused, rule in _REFUSED.items():
        if re.match(refused, ref):
            likely = re.sub("/+", "/", ref).strip("/")
            refuse(rule, f"write {as_written(likely)}" if likely != ref and _is_name(likely) else _AS_IT_STANDS)
    pattern = re.sub(rf"[^{_CHARACTERS}]+", "*", ref, flags=re.ASCII)
    if pattern != ref:
        possible = not pattern.startswith("*") and _is_name(pattern)  # *n* would match main as well
        refuse(_RULE, f"write * for every other character: {as_written(pattern)}" if possible else "rename it")


def _is_name(ref: str) -> bool:
    return re.fullmatch(REF_NAME, ref, re.ASCII) is not None


def _ref(refuse_requests: Callable[[str], None]) -> Pattern:
    def hint(ref: str) -> None:
        refuse_requests(ref)
        _refuse_names_that_git_refuses(ref)

    return Pattern(REF_NAME, _RULE, "write it as it stands, with * for what may vary", hint=hint)


GitHubRef = Annotated[StrictStr, _ref(_refuse_pull_requests)]
GitLabRef = Annotated[StrictStr, _ref(_refuse_merge_requests)]
