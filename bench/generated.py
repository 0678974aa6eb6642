"""Stack files of any size, the same for the same size."""

from sandbox.emulated_aws import DEFAULT_ACCOUNT

REGION = "us-east-1"
STACK = "bench"
PULLERS_ACCOUNT = "111122223333"
ORGANIZATION = "acme"
_ONLY_DEFAULT = "    dataPlanes: [production]"
# Every third image has one of these settings of its own.
_OVERRIDES = (
    "{{repository: {team}/models/image-{number:04}}}",
    '{{grants: [{{principals: ["arn:aws:iam::555566667777:role/ci-{number}"], access: [pull, push]}}]}}',
    "{{resourceTags: {{team: {team}, cost-center: c-{number}}}, untaggedDays: 30}}",
    '{{tagMutabilityExclusions: ["buildcache*"], dataPlanes: [production]}}',
    "{{tagMutability: MUTABLE, scanOnPush: false, protect: false}}",
)


def image_names(count: int, team: str = "image") -> list[str]:
    """The names of a stack's images."""
    return [f"{team}-{number:04}" for number in range(count)]


def plain_stack_file(count: int) -> str:
    """Images at their defaults: a repository, a repository policy and a lifecycle policy each."""
    return _stack_file(dict.fromkeys(image_names(count), "{}"))


def mixed_stack_file(count: int, team: str = "image") -> str:
    """Images of which about a third have settings of their own."""
    return _stack_file({name: _mixed(team, number) for number, name in enumerate(image_names(count, team))})


def tagged_stack_file(count: int, team: str = "image") -> str:
    """The same, and every image has a tag: a listing of tags is as long as it gets."""
    return mixed_stack_file(count, team).replace(_ONLY_DEFAULT, f"{_ONLY_DEFAULT}\n    resourceTags: {{team: {team}}}")


def account_stack_file(count: int, team: str, account: str, *, drifted: bool = False) -> str:
    """The same in another account; drifted, with one image that differs from the file without that."""
    text = tagged_stack_file(count, team).replace(f'"{DEFAULT_ACCOUNT}"', f'"{account}"')
    image = image_names(2, team)[1]
    return text.replace(f"{image}: {{}}", f"{image}: {{scanOnPush: false}}") if drifted else text


def _mixed(team: str, number: int) -> str:
    if number % 3:
        return "{}"
    return _OVERRIDES[number // 3 % len(_OVERRIDES)].format(team=team, number=number)


def _stack_file(images: dict[str, str]) -> str:
    head = f"""\
config:
  aws:region: {REGION}
  union-ecr:account: "{DEFAULT_ACCOUNT}"
  union-ecr:organization: {ORGANIZATION}
  union-ecr:dataPlanes:
    production: {{account: "{PULLERS_ACCOUNT}"}}
    lab: {{account: "444455556666", roles: [lab-node-role]}}
  union-ecr:defaults:
{_ONLY_DEFAULT}
  union-ecr:images:
"""
    return head + "".join(f"    {name}: {settings}\n" for name, settings in images.items())
