"""What the repository on GitHub needs, as lines of `gh`: environments, variables and the rules of the branch.

Each line can be repeated: what is there already stays as it is. Sources:
https://docs.github.com/en/rest/deployments/environments, /deployments/branch-policies and
/branches/branch-protection#update-branch-protection
"""

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence

from union_ecr.ci_roles.account import EVERY_STACK, DeclaredAccount
from union_ecr.settings.bootstrap import BootstrapSettings, DeployingRepository
from union_ecr.settings.issuers import GITHUB_ISSUER, SERVER_PATH

_OWN_CHECK, _CALLED_CHECK = "ready-to-merge", "union-ecr / ready-to-merge"
"""The check of preview.yml that the branch requires; the second where another repository's workflow is called."""
_NO_RULES = "Branch not protected"
_IN_A_URL = str.maketrans({"#": "%23", "/": "%2F"})
"""What git takes in the name of a branch and a URL reads otherwise."""
_RESIDENCY = "token.actions."


def github_lines(accounts: Iterable[DeclaredAccount]) -> Iterator[str]:
    """The lines for all accounts whose stacks are deployed from GitHub, in the order in which they are safe.

    The environments come first: GitHub creates a missing one, without reviewers, when a job first names it. So the
    first that fails ends the script, before the variables that let jobs run.
    """
    deployed = [(account, account.settings.github) for account in accounts if account.settings.github]
    yield from ["set -e"] if deployed else []
    yield from dict.fromkeys(line for _, source in deployed for line in _host(source))
    for account, source in deployed:
        for roles in account.stacks:
            yield from _environment(source, roles.stack, account.settings)
    yield from dict.fromkeys(line for account, source in deployed for line in _repository(source, account.settings))


def reviewers_of(settings: BootstrapSettings, stack: str) -> Sequence[str]:
    """Who approves an `up` of the stack: users, and teams as ORGANIZATION/TEAM."""
    return settings.reviewers.get(stack) or settings.reviewers.get(EVERY_STACK) or ()


def required_check(source: DeployingRepository) -> str:
    """The name of the check that the branch requires."""
    return _CALLED_CHECK if source.workflows else _OWN_CHECK


def _host(source: DeployingRepository) -> Iterator[str]:
    if source.host.endswith(SERVER_PATH):
        yield f"export GH_HOST={source.host.removesuffix(SERVER_PATH)}"
    elif not source.host.startswith(GITHUB_ISSUER):
        yield f"export GH_HOST={source.host.partition('/')[0].removeprefix(_RESIDENCY)}"


def _environment(source: DeployingRepository, stack: str, settings: BootstrapSettings) -> Iterator[str]:
    place = f"repos/{source.repository}/environments/{stack}"
    branches = '"deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true}'
    reviewers = reviewers_of(settings, stack)
    approval = _approval(reviewers) if reviewers else "$reviewers"
    if not reviewers:
        yield (
            f"# no reviewers of {stack} are declared (bootstrap:reviewers): those that GitHub has stay; if there are "
            "none, everyone who may merge can deploy it\n"
            f"reviewers=$({_reviewers_on_github(source, stack)})"
        )
    yield f"gh api --silent -X PUT {place} --input - <<JSON\n{{{approval}{branches}}}\nJSON"
    policies = f"{place}/deployment-branch-policies"
    branch = shlex.quote(settings.branch)
    yield (
        f"gh api {policies} --jq '.branch_policies[].name' | grep -qxF -e {branch} ||\n"
        f"  gh api --silent -X POST {policies} -f name={branch} -f type=branch"
    )


def _approval(reviewers: Iterable[str]) -> str:
    """The beginning of an environment's body: who approves, and that nobody approves alone."""
    entries = ", ".join(f'{{"type": "{kind}", "id": {command}}}' for kind, command in map(_reviewer, reviewers))
    return f'"reviewers": [{entries}], "prevent_self_review": true, '


def _reviewers_on_github(source: DeployingRepository, stack: str) -> str:
    """The command that prints the same of the reviewers that the environment has; nothing where it has none.

    GitHub does not say whether a PUT without reviewers keeps them, and refuses an empty list for private repositories
    of some plans. The list of environments has no error for an environment that does not exist. Names of environments
    are not case sensitive.
    """
    jq = " | ".join(
        (
            f'.environments[] | select((.name | ascii_downcase) == "{stack.lower()}").protection_rules[]',
            'select(.type == "required_reviewers")',
            "{reviewers: [.reviewers[] | {type, id: .reviewer.id}], prevent_self_review}",
            'tostring | .[1:-1] + ","',
        )
    )
    return f"gh api --paginate 'repos/{source.repository}/environments?per_page=100' --jq {shlex.quote(jq)}"


def _reviewer(name: str) -> tuple[str, str]:
    """What GitHub calls a reviewer, and the command that prints the reviewer's id."""
    organization, slash, team = name.partition("/")
    place = f"orgs/{organization}/teams/{team}" if slash else f"users/{name}"
    return ("Team" if slash else "User"), f"$(gh api {place} --jq .id)"


def _repository(source: DeployingRepository, settings: BootstrapSettings) -> Iterator[str]:
    variables = {
        "UNION_ECR_BRANCH": settings.branch,
        "PULUMI_BACKEND_URL": settings.backend_url,
        "UNION_ECR_ROLE_PREFIX": settings.role_prefix,  # last: without it no job runs
    }
    for name, value in variables.items():
        yield f"gh variable set {name} --repo {source.repository} --body {shlex.quote(value)}"
    rules = {
        "required_status_checks": {"strict": True, "contexts": [required_check(source)]},
        "required_pull_request_reviews": {"required_approving_review_count": 1},
        "enforce_admins": True,
        "restrictions": None,
    }
    branch, check = settings.branch.translate(_IN_A_URL), required_check(source)
    place = shlex.quote(f"repos/{source.repository}/branches/{branch}/protection")
    stays = shlex.quote(f"{settings.branch} has rules already, and they stay: require the check {check} there")
    # A PUT takes away every rule that it does not name: only where GitHub says that there are none.
    yield (
        f"if ! rules=$(gh api {place} --jq '.required_status_checks.contexts[]?' 2>&1); then\n"
        f'  case $rules in *"{_NO_RULES}"*) ;; *) echo "$rules" >&2; exit 1 ;; esac\n'
        f"  gh api --silent -X PUT {place} --input - <<'JSON'\n{json.dumps(rules)}\nJSON\n"
        f'elif ! printf "%s\\n" "$rules" | grep -qxF -e {shlex.quote(check)}; then\n'
        f"  echo {stays}\nfi"
    )
