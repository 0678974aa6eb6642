"""Stack files with wrong push roles, and every line that must be told about each: data only.

In every one of them the push role `ci` begins on line 5.
"""

from textwrap import dedent, indent

from tests.workspace.bad_stack_files import IMAGES, BadStackFile, Told, bad, stack

CI = "union-ecr:pushRoles.ci"
GITHUB = "github: {repository: acme/workflows, branches: [main]}"
TRAINER = "images: [trainer]"
ANY = "says of no job that it may push"
STRANGERS = "is a subject that other repositories could satisfy, strangers' ones among them"
REF = "a branch or tag has letters, digits and . _ - / + = , @ #"


def push_role(fields: str, key: str = "ci") -> str:
    """A stack file with one push role, whose fields begin on line 6."""
    return stack(f"union-ecr:pushRoles:\n  {key}:\n{indent(dedent(fields).strip(), '    ')}\n") + IMAGES


def _field(name: str, field: str, place: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    """A push role of which one field, on line 8, is wrong."""
    return bad(name, push_role(f"{TRAINER}\n{GITHUB}\n{field}"), Told(8, f"{CI}.{place}", given, rule, remedy))


def _github(name: str, fields: str, place: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    content = push_role(f"{TRAINER}\ngithub: {{{fields}}}")
    return bad(name, content, Told(7, f"{CI}.github{place}", given, rule, remedy))


def _repository(name: str, repository: str, rule: str, remedy: str) -> BadStackFile:
    fields = f'repository: "{repository}", branches: [main]'
    return _github(name, fields, ".repository", f'"{repository}"', rule, remedy)


def _branch(name: str, branch: str, rule: str, remedy: str) -> BadStackFile:
    fields = f'repository: acme/workflows, branches: ["{branch}"]'
    return _github(name, fields, ".branches[0]", f'"{branch}"', rule, remedy)


def _environment(name: str, environment: str, rule: str, remedy: str) -> BadStackFile:
    fields = f'repository: acme/workflows, environments: ["{environment}"]'
    return _github(name, fields, ".environments[0]", f'"{environment}"', rule, remedy)


def _gitlab(name: str, fields: str, place: str, given: str | None, rule: str, remedy: str) -> BadStackFile:
    content = push_role(f"{TRAINER}\ngitlab: {{{fields}}}")
    return bad(name, content, Told(7, f"{CI}.gitlab{place}", given, rule, remedy))


def _trusted(name: str, arn: str, rule: str, remedy: str) -> BadStackFile:
    content = push_role(f'{TRAINER}\ntrustedRoles: ["{arn}"]')
    return bad(name, content, Told(7, f"{CI}.trustedRoles[0]", f'"{arn}"', rule, remedy))


_CALLERS = (
    bad(
        "a push role that nobody assumes",
        push_role(TRAINER),
        Told(5, CI, None, "is assumed by one of github, gitlab, trustedRoles", "write one of them"),
    ),
    bad(
        "a push role for GitHub and GitLab",
        push_role(f"{TRAINER}\n{GITHUB}\ngitlab: {{project: acme/trainer, branches: [main]}}"),
        Told(5, CI, None, "is assumed by one of github, gitlab, trustedRoles", "make a push role for each"),
    ),
    bad(
        "a push role for everybody on GitHub",
        push_role(f"{TRAINER}\ngithub: {{branches: [main]}}"),
        Told(7, f"{CI}.github.repository", None, "is missing", "add repository"),
    ),
    _github(
        "a repository without jobs", "repository: acme/workflows", "", None, ANY, "add branches, tags, environments"
    ),
    _github("pull requests alone, refused", "repository: acme/workflows, pullRequests: false", "", None, ANY, "add b"),
    _github(
        "an owner's id alone",
        'repository: acme/workflows, branches: [main], ownerId: "1"',
        "",
        None,
        "stand in a token together",
        "write both, or neither",
    ),
    _github(
        "an unquoted id",
        'repository: acme/workflows, branches: [main], ownerId: 12, repositoryId: "34"',
        ".ownerId",
        "12",
        "must be text",
        'in quotes: "12"',
    ),
    _github(
        "a name for an id",
        'repository: acme/workflows, branches: [main], ownerId: "acme", repositoryId: "34"',
        ".ownerId",
        '"acme"',
        "is no id on GitHub",
        "gh api repos/OWNER/NAME",
    ),
    _gitlab("a project without jobs", "project: acme/trainer", "", None, ANY, "add branches or tags"),
    _gitlab(
        "environments on GitLab",
        "project: acme/trainer, environments: [production]",
        ".environments",
        None,
        "is no setting here",
        "known are: host, project, branches, tags",
    ),
)

_REPOSITORIES = (
    _repository("any repository of an owner", "acme/*", STRANGERS, "write one repository, OWNER/NAME"),
    _repository("any repository at all", "*", STRANGERS, "write one repository, OWNER/NAME"),
    _repository("any owner", "*/workflows", STRANGERS, "write one repository, OWNER/NAME"),
    _repository("a question mark for a letter of a repository", "acme/workflow?", STRANGERS, "OWNER/NAME"),
    _repository("an owner alone", "acme", "is no repository on GitHub", "acme/workflows"),
    _repository("a repository with its id", "acme@1/workflows@2", "is no repository on GitHub", "write OWNER/NAME"),
    _repository("a repository with more of the subject", "acme/w:ref:x", "is no repository on GitHub", "OWNER/NAME"),
    _repository("a repository from a policy variable", "acme/${aws:x}", "is no repository on GitHub", "OWNER/NAME"),
    _repository("a repository's clone address", "https://github.com/a/b.git", "is an address", "write a/b"),
    _repository("a repository's ssh address", "git@github.com:acme/workflows.git", "is an address", "acme/workflows"),
    _repository("three parts for a repository", "acme/ml/workflows", "is no repository on GitHub", "OWNER/NAME"),
    _gitlab(
        "any project of a group",
        'project: "acme/*", branches: [main]',
        ".project",
        '"acme/*"',
        STRANGERS,
        "write one repository, GROUP/PROJECT",
    ),
    _gitlab(
        "a group alone",
        "project: acme, branches: [main]",
        ".project",
        '"acme"',
        "is no project on GitLab",
        "group/subgroup/project",
    ),
    _gitlab(
        "a GitLab host with its scheme",
        'host: "https://gitlab.acme.com", project: acme/trainer, branches: [main]',
        ".host",
        '"https://gitlab.acme.com"',
        "is no host name",
        "without https://",
    ),
    _gitlab(
        "a GitLab host that is a pattern",
        'host: "*.acme.com", project: acme/trainer, branches: [main]',
        ".host",
        '"*.acme.com"',
        "is no host name",
        "gitlab.example.com",
    ),
)

_REFS = (
    _branch("a branch from a policy variable", "${aws:username}", REF, "with * for what may vary"),
    _branch("a question mark for a letter of a branch", "release-?", REF, "with * for what may vary"),
    _branch("a branch with a colon", "main:x", REF, "as it stands"),
    _branch("an empty branch", "", REF, "as it stands"),
    _branch("a branch with a space", "my branch", REF, "as it stands"),
    _branch("a whole reference for a branch", "refs/heads/main", "is a whole reference", "write the name alone: main"),
    _branch("a branch with brackets", "feature(x)&y", REF, "write * for every other character: feature*x*y"),
    _branch("a branch with a quotation mark", "ada's", REF, "write * for every other character: ada*s"),
    _branch("a branch of other characters only", "%!", REF, "rename it"),
    _environment("any environment", "*", "without protection rules", "name each environment"),
    _environment("an environment pattern", "prod-?", "without protection rules", "name each environment"),
    _environment("an environment with a colon", "prod:eu", "letters, digits, spaces", "rename it on GitHub"),
    _environment("an environment from a policy variable", "${aws:x}", "letters, digits, spaces", "as it stands"),
)

_TRUSTED_ROLES = (
    _trusted("any trusted role", "arn:aws:iam::555566667777:role/*", "would let strangers in", "name each role"),
    _trusted("everybody for a trusted role", "*", "would let strangers in", "name each role"),
    _trusted(
        "a session for a trusted role",
        "arn:aws:sts::555566667777:assumed-role/ci/x",
        "is one session of a role",
        "write the role's ARN",
    ),
    _trusted(
        "an account for a trusted role", "arn:aws:iam::555566667777:root", "is not the ARN of a role", "role/NAME"
    ),
    _trusted("a user for a trusted role", "arn:aws:iam::555566667777:user/x", "is not the ARN of a role", "role/NAME"),
    _trusted("an account's id for a trusted role", "555566667777", "is not the ARN of a role", "role/NAME"),
    _trusted(
        "a trusted role of another partition",
        "arn:aws-cn:iam::555566667777:role/ci",
        "is in partition aws-cn, and the registry in aws",
        "name a role of arn:aws:iam::",
    ),
    _trusted(
        "a push role that trusts itself",
        "arn:aws:iam::123456789012:role/path/CI",
        "is this push role itself",
        "name the CI's own role",
    ),
    bad(
        "a push role that trusts another one of the stack",
        push_role(f'{TRAINER}\ntrustedRoles: ["arn:aws:iam::123456789012:role/github-ci"]').replace(
            IMAGES, indent(f"other:\n  name: github-ci\n  {TRAINER}\n  {GITHUB}\n", "    ") + IMAGES
        ),
        Told(
            7,
            f"{CI}.trustedRoles[0]",
            '"arn:aws:iam::123456789012:role/github-ci"',
            "is the push role other of this stack, and IAM trusts no role that does not exist yet",
            "name the CI's own role",
        ),
    ),
    *(
        bad(
            f"a chained session of {seconds} seconds",
            push_role(f'{TRAINER}\ntrustedRoles: ["{arns}"]\nmaxSessionDuration: {seconds}'),
            *(Told(7, f"{CI}.trustedRoles[0]", f'"{arn}"', "let strangers in", "each role") for arn in wrong),
            Told(8, f"{CI}.maxSessionDuration", str(seconds), "a role that a role assumes lasts 3600", "leave it out"),
        )
        for seconds, arns, wrong in (
            (3601, "arn:aws:iam::555566667777:role/ci", ()),
            (43200, "arn:aws:iam::555566667777:role/*", ("arn:aws:iam::555566667777:role/*",)),
        )
    ),
    bad(
        "a long session with two callers, of which one may be dropped",
        push_role(
            f'{TRAINER}\n{GITHUB}\ntrustedRoles: ["arn:aws:iam::555566667777:role/ci"]\nmaxSessionDuration: 7200'
        ),
        Told(5, CI, None, "is assumed by one of github, gitlab, trustedRoles", "make a push role for each"),
    ),
    bad(
        "no trusted role",
        push_role(f"{TRAINER}\ntrustedRoles: []"),
        Told(7, f"{CI}.trustedRoles", "[]", "at least 1 entry", "add one"),
    ),
)

_ROLE = (
    _field("a push role that only pulls", "access: [pull]", "access", '["pull"]', "a push role pushes", "write [push]"),
    _field("a push role without access", "access: []", "access", "[]", "a push role pushes", "write [push]"),
    _field("an unknown access of a push role", "access: [psh]", "access[0]", '"psh"', "one of pull, push", "push?"),
    _field("a role's name with its path", "name: ci/x", "name", '"ci/x"', "has 1 to 64 letters", "belongs into path"),
    _field("a path without slashes", "path: ci", "path", '"ci"', "begins and ends with /", "such as /ci/"),
    _field(
        "a session of a minute",
        "maxSessionDuration: 60",
        "maxSessionDuration",
        "60",
        "must be at least 3600",
        "write a larger number",
    ),
    _field(
        "a session of a day",
        "maxSessionDuration: 86400",
        "maxSessionDuration",
        "86400",
        "must be at most 43200",
        "write a smaller number",
    ),
    _field(
        "a boundary that is no policy",
        "permissionsBoundary: ci-boundary",
        "permissionsBoundary",
        '"ci-boundary"',
        "is not the ARN of a managed policy",
        "write arn:aws:iam::ACCOUNT:policy/NAME",
    ),
    _field(
        "a boundary of another account",
        'permissionsBoundary: "arn:aws:iam::111122223333:policy/ci"',
        "permissionsBoundary",
        '"arn:aws:iam::111122223333:policy/ci"',
        "cannot have a policy of another account",
        "name one of arn:aws:iam::123456789012:policy/",
    ),
    _field(
        "a boundary of another partition",
        'permissionsBoundary: "arn:aws-cn:iam::123456789012:policy/ci"',
        "permissionsBoundary",
        '"arn:aws-cn:iam::123456789012:policy/ci"',
        "cannot have a policy of another partition",
        "name one of arn:aws:iam::123456789012:policy/",
    ),
    _field(
        "role tags that only case tells apart",
        "resourceTags: {Team: a, team: b}",
        "resourceTags.team",
        None,
        "is the same key to IAM as Team",
        "keep one of the two",
    ),
    _field("an unknown push role field", "image: [x]", "image", None, "is no setting here", "did you mean images?"),
    bad(
        "a push role without images",
        push_role(GITHUB),
        Told(5, f"{CI}.images", None, "is missing", "add images"),
    ),
    bad(
        "a push role with no image",
        push_role(f"images: []\n{GITHUB}"),
        Told(6, f"{CI}.images", "[]", "at least 1 entry", "add one"),
    ),
    bad(
        "a push role of an unknown image",
        push_role(f"images: [trainer, trainr]\n{GITHUB}"),
        Told(6, f"{CI}.images[1]", '"trainr"', "is no image of this stack", "did you mean trainer?"),
    ),
    bad(
        "a push role whose key is no name",
        push_role(f"{TRAINER}\n{GITHUB}", key='"ci/x"'),
        Told(5, "union-ecr:pushRoles.ci/x", '"ci/x"', "has 1 to 64 letters", "write another key, or say name"),
    ),
    bad(
        "two push roles with one name",
        push_role(f"{TRAINER}\n{GITHUB}").replace(IMAGES, indent(f"CI:\n  {TRAINER}\n  {GITHUB}\n", "    ") + IMAGES),
        Told(8, "union-ecr:pushRoles.CI", '"CI"', "is the role's name of ci already", "choose another name"),
    ),
    bad(
        "a push role that says nothing",
        push_role("", key="ci").replace("\n    \n", "\n"),
        Told(5, CI, "null", "must be a mapping", "write key: value"),
    ),
    bad(
        "a push role with everything wrong",
        push_role('images: []\ngithub: {repository: "acme/*", branches: ["a b"]}\npath: ci\nzzz: 1'),
        Told(6, f"{CI}.images", "[]", "at least 1 entry", "add one"),
        Told(7, f"{CI}.github.repository", '"acme/*"', STRANGERS, "OWNER/NAME"),
        Told(7, f"{CI}.github.branches[0]", '"a b"', REF, "as it stands"),
        Told(8, f"{CI}.path", '"ci"', "begins and ends with /", "such as /ci/"),
        Told(9, f"{CI}.zzz", None, "is no setting here", "known are: "),
    ),
)

_NO_CALLER = ("is assumed by one of github, gitlab, trustedRoles", "write one of them")
_TWO_CALLERS = ("is assumed by one of github, gitlab, trustedRoles", "make a push role for each")
_UNKNOWN = ("is no image of this stack", "did you mean trainer?")
_STRANGE_BOUNDARY = "arn:aws:iam::999999999999:policy/x"

# Every error of a push role in one run, and none that follows from another.
_AT_ONCE = (
    bad(
        "a push role wrong by itself and in this registry",
        push_role(
            f'images: [traner]\nmaxSessionDuration: 60\npermissionsBoundary: "{_STRANGE_BOUNDARY}"\n'
            "github: {repository: acme, branches: [main]}"
        ),
        Told(6, f"{CI}.images[0]", '"traner"', *_UNKNOWN),
        Told(7, f"{CI}.maxSessionDuration", "60", "must be at least 3600", "write a larger number"),
        Told(8, f"{CI}.permissionsBoundary", f'"{_STRANGE_BOUNDARY}"', "of another account", "name one of arn:aws"),
        Told(9, f"{CI}.github.repository", '"acme"', "is no repository on GitHub", "acme/workflows"),
    ),
    bad(
        "a push role that says nothing of its caller, images or jobs",
        push_role("github: {}"),
        Told(5, f"{CI}.images", None, "is missing", "add images"),
        Told(6, f"{CI}.github.repository", None, "is missing", "add repository"),
        Told(6, f"{CI}.github", None, ANY, "add branches"),
    ),
    bad(
        "two callers, both wrong by themselves",
        push_role(f'{TRAINER}\ngithub: {{repository: acme/w, branches: [], ownerId: "1"}}\ntrustedRoles: ["*"]'),
        Told(5, CI, None, *_TWO_CALLERS),
        Told(7, f"{CI}.github", None, "stand in a token together", "write both, or neither"),
        Told(7, f"{CI}.github", None, ANY, "add branches"),
        Told(8, f"{CI}.trustedRoles[0]", '"*"', "would let strangers in", "name each role"),
    ),
    bad(
        "a misspelt caller, which may be all that is missing",
        push_role("images: [traner]\ngithb: {repository: acme/workflows}"),
        Told(6, f"{CI}.images[0]", '"traner"', *_UNKNOWN),
        Told(7, f"{CI}.githb", None, "is no setting here", "did you mean github?"),
    ),
    bad(
        "a word for a caller, which may be one with jobs",
        push_role(f"{TRAINER}\ngithub: acme/workflows\npath: ci"),
        Told(7, f"{CI}.github", '"acme/workflows"', "must be a mapping", "write key: value"),
        Told(8, f"{CI}.path", '"ci"', "begins and ends with /", "such as /ci/"),
    ),
    bad(
        "a wrong name, which may be another one than the trusted role's",
        push_role(f'{TRAINER}\nname: "a:b"\ntrustedRoles: ["arn:aws:iam::123456789012:role/ci"]'),
        Told(7, f"{CI}.name", '"a:b"', "has 1 to 64 letters", "belongs into path"),
    ),
    bad(
        "a wrong name, which may be another one than the other role's",
        push_role(f'{TRAINER}\nname: "a:b"\n{GITHUB}').replace(IMAGES, indent(f"CI:\n  {TRAINER}\n", "    ") + IMAGES),
        Told(7, f"{CI}.name", '"a:b"', "has 1 to 64 letters", "belongs into path"),
        Told(9, "union-ecr:pushRoles.CI", None, *_NO_CALLER),
    ),
    bad(
        "a push role that nobody assumes, of images that are none",
        stack("union-ecr:images: [trainer]\nunion-ecr:pushRoles: {ci: {images: [trainer]}}"),
        Told(4, "union-ecr:images", '["trainer"]', "must be a mapping", "write union-ecr:images: {"),
        Told(5, CI, None, *_NO_CALLER),
    ),
    bad(
        "a push role of an image that was refused, and whose name is none",
        stack('union-ecr:images: {trainer: &x {}}\nunion-ecr:pushRoles: {"c/i": {images: [trainer], zzz: 1}}'),
        Told(4, "union-ecr:images.trainer", None, "uses a YAML anchor or alias", "write it out"),
        Told(5, "union-ecr:pushRoles.c/i", None, *_NO_CALLER),
        Told(5, "union-ecr:pushRoles.c/i", '"c/i"', "has 1 to 64 letters", "write another key"),
        Told(5, "union-ecr:pushRoles.c/i.zzz", None, "is no setting here", "known are: "),
    ),
)

BAD_PUSH_ROLES: tuple[BadStackFile, ...] = (*_CALLERS, *_REPOSITORIES, *_REFS, *_TRUSTED_ROLES, *_ROLE, *_AT_ONCE)
"""With what `union_ecr.settings.rules` says of push roles as well as with what their fields say by themselves."""
