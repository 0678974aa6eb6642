"""Whether an image that code names fits what the stacks declare, and what to write if it does not."""

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from union_ecr.check.declared_images import RegistryImages
from union_ecr.check.hosts import intended_host
from union_ecr.check.image_constructors import FLYTE, FLYTEKIT
from union_ecr.check.image_use import ImageUse, Problem, Purpose
from union_ecr.ecr.registry import REPOSITORY_NAME
from union_ecr.settings.registry.upstreams import upstream_host
from union_ecr.stack_file.errors import closest_match
from union_ecr.stack_file.parse import stack_file_name

_DOCKER_HUB = upstream_host("docker.io")
_REMOTE_BUILDERS = ("union", "unionai", "remote")
# What flytekit accepts, once it is lowered (`validate_container_registry_name`); else the import raises ValueError.
_FLYTEKIT_REGISTRY = re.compile(r"(localhost:\d{1,5}|([a-z\d._-]+)(:\d{1,5})?)(/[\w.-]+)*")
_RUNNABLE = "linux/amd64"


class Verdict(StrEnum):
    """What is to be said of an image; those in `FAILING` would fail when it is pushed or pulled.

    The last two are ECR's answers: only `--live` gives them.
    """

    FITS = "fits"
    UNDECLARED = "undeclared"
    NEAR_MISS = "near-miss"
    ELSEWHERE = "elsewhere"
    NO_REGISTRY = "no-registry"
    DEFAULT_NAME = "default-name"
    TAG = "tag"
    BASE_IMAGE = "base-image"
    PLATFORM = "platform"
    UNRESOLVED = "unresolved"
    NOT_DEPLOYED = "not-deployed"
    DENIED = "denied"


FAILING = {
    Verdict.UNDECLARED,
    Verdict.NEAR_MISS,
    Verdict.NO_REGISTRY,
    Verdict.DEFAULT_NAME,
    Verdict.TAG,
    Verdict.PLATFORM,
    Verdict.NOT_DEPLOYED,
    Verdict.DENIED,
}


@dataclass(frozen=True)
class LiveImage:
    """What ECR answers; None is what is not known, or was not asked.

    `exists` is the repository, `tag` an image with the tag, `push` the caller's right to push. `unknown` says why
    something that was asked is not known.
    """

    exists: bool | None
    tag: bool | None = None
    push: bool | None = None
    unknown: str | None = None


@dataclass(frozen=True)
class CheckedImage:
    """An image and its verdict; what is not known, or does not apply, is None. `reason` and `remedy` are for people."""

    file: str
    line: int
    registry: str | None
    name: str | None
    reference: str | None
    repository: str | None
    stack: str | None
    verdict: Verdict
    reason: str
    remedy: str | None
    live: LiveImage | None = None
    addable_to: tuple[str, ...] = ()
    """The stacks of its registry that could declare its repository, which none does."""

    @property
    def fails(self) -> bool:
        """Whether it would fail when it is pushed or pulled."""
        return self.verdict in FAILING


def unresolved_file(problem: Problem) -> CheckedImage:
    """A file that cannot be followed, as an image of which nothing is known."""
    nothing = (None, None, None, None, None)
    return CheckedImage(problem.file, problem.line, *nothing, Verdict.UNRESOLVED, problem.reason, None)


def check_images(uses: Iterable[ImageUse], declared: Mapping[str, RegistryImages]) -> Iterator[CheckedImage]:
    """A verdict on each image."""
    return (_check(use, declared) for use in uses)


def _check(use: ImageUse, declared: Mapping[str, RegistryImages]) -> CheckedImage:
    registry = use.registry if isinstance(use.registry, str) else None
    name = use.name if isinstance(use.name, str) else None
    if use.sdk == FLYTEKIT:  # which lowers both
        registry, name = registry and registry.lower(), name and name.lower()
    host, _, path = (registry or "").partition("/")
    repository = f"{path}/{name}" if path and name else name
    reference = "/".join(part for part in (registry, name) if part) if use.unresolved is None else None
    tag = use.tag or use.computed_tag
    found = CheckedImage(
        use.file,
        use.line,
        registry,
        name,
        f"{reference}{_tag_separator(tag)}{tag}" if reference and tag else reference,
        repository if host in declared else None,
        None,
        Verdict.FITS,
        "",
        None,
    )

    def verdict(
        kind: Verdict, reason: str, remedy: str | None, stack: str | None = None, addable_to: tuple[str, ...] = ()
    ) -> CheckedImage:
        return dataclasses.replace(
            found, verdict=kind, reason=reason, remedy=remedy, stack=stack, addable_to=addable_to
        )

    if use.unresolved:
        return verdict(Verdict.UNRESOLVED, use.unresolved, "write it as a constant, or try --import")
    if use.purpose is Purpose.BUILD and not registry:
        return _without_registry(use, verdict)
    if use.purpose is not Purpose.BUILD and host not in declared:
        return _pulled(use, name or "", host, declared, verdict)
    if invalid := _invalid_registry(use, registry or "", declared):
        return verdict(Verdict.NEAR_MISS, *invalid)
    if host not in declared:
        return _other_host(host, registry or "", declared, verdict)
    return _in_registry(use, repository or "", declared[host], verdict)


def _tag_separator(tag: str) -> str:
    """What stands before a tag or a digest."""
    return "@" if ":" in tag else ":"


MakeVerdict = Callable[..., CheckedImage]


def _without_registry(use: ImageUse, verdict: MakeVerdict) -> CheckedImage:
    if use.builder == "noop":
        return verdict(Verdict.ELSEWHERE, "the builder noop builds and pushes nothing", None)
    if use.builder in _REMOTE_BUILDERS:
        return verdict(Verdict.ELSEWHERE, "the remote builder pushes it to the data plane's own registry", None)
    reason = "without a registry, a local builder never pushes the image, so no task can pull it"
    remedy = 'add registry=…, or builder="union" if the remote builder builds it'
    if use.sdk == FLYTE:
        remedy = (
            "add registry=…, pass --env FLYTE_IMAGE_REGISTRY=…, or --env FLYTE_IMAGE_BUILDER=remote if that builds it"
        )
    return verdict(Verdict.NO_REGISTRY, reason, remedy)


def _invalid_registry(use: ImageUse, registry: str, declared: Collection[str]) -> tuple[str, str] | None:
    """The reason and the remedy for a registry with which the SDK makes no valid reference."""
    clean = re.sub(r"^\w+://", "", registry).strip().rstrip("/")
    if _FLYTEKIT_REGISTRY.fullmatch(clean.lower()):
        remedy = f'write registry="{clean}"'
    else:
        remedy = f"write the host of a registry, such as {' or '.join(sorted(declared)) or 'ghcr.io/OWNER'}"
    if use.sdk == FLYTEKIT and not _FLYTEKIT_REGISTRY.fullmatch(registry):
        return "flytekit refuses this registry with a ValueError", remedy
    if use.sdk == FLYTE and (clean != registry or re.search(r"[<>{}\s]", registry)):
        return "the flyte SDK uses this registry as it is, and no tool can push there", remedy
    return None


def _pulled(
    use: ImageUse, name: str, host: str, declared: Mapping[str, RegistryImages], verdict: MakeVerdict
) -> CheckedImage:
    """An image of another registry that a task runs in or that is built on."""
    if near := intended_host(host, declared):
        return verdict(Verdict.NEAR_MISS, f"{host} {near[1]}", f"write {near[0]}")
    upstream = upstream_host(host) if host else _DOCKER_HUB
    path = name if upstream != _DOCKER_HUB or "/" in name else f"library/{name}"
    for own_host, registry in declared.items():
        if repository := registry.cached(upstream, path):
            tag = f"{_tag_separator(use.tag)}{use.tag}" if use.tag else ""
            reason = f"it is pulled from {upstream} itself, and a pull-through cache rule covers that"
            return verdict(Verdict.BASE_IMAGE, reason, f"write {own_host}/{repository}{tag}")
    return verdict(Verdict.ELSEWHERE, f"{upstream} is another registry, which no stack declares", None)


def _other_host(host: str, registry: str, declared: Mapping[str, RegistryImages], verdict: MakeVerdict) -> CheckedImage:
    near = intended_host(host, declared)
    if near is None:
        return verdict(Verdict.ELSEWHERE, f"{host} is another registry, which no stack declares", None)
    meant = f"{near[0]}{registry[len(host) :]}"
    return verdict(Verdict.NEAR_MISS, f"{host} {near[1]}", f'write registry="{meant}"')


def _in_registry(use: ImageUse, repository: str, registry: RegistryImages, verdict: MakeVerdict) -> CheckedImage:
    declared = registry.repositories.get(repository)
    if declared is None and use.purpose is not Purpose.BUILD and registry.is_cached(repository):
        return verdict(Verdict.FITS, "a pull-through cache rule makes the repository with the first pull", None)
    if declared is None and use.default_name:
        reason = f"without a name, the image is called {use.name}, as that of every team that names none"
        return verdict(Verdict.DEFAULT_NAME, reason, "add name=…")
    if declared is None:
        return _undeclared(use, repository, registry, verdict)
    stack = declared.stack
    if use.purpose is Purpose.BUILD:
        if use.default_name:
            reason = f"without a name, the image is called {use.name}: teams that name none share the repository"
            return verdict(Verdict.DEFAULT_NAME, reason, "add name=…", stack)
        if use.platforms and not any(platform.startswith(_RUNNABLE) for platform in use.platforms):
            reason = f"it is built for {', '.join(use.platforms)} only, and nodes with {_RUNNABLE} cannot run it"
            return verdict(Verdict.PLATFORM, reason, f'add "{_RUNNABLE}" to platform', stack)
        if use.tag and declared.is_immutable(use.tag):
            reason = (
                f"the tag {use.tag} is fixed, and ECR refuses a second push of it: the repository's tags are immutable"
            )
            remedy = (
                "leave tag_format out, or "
                f'add tagMutabilityExclusions: ["{use.tag}"] to {declared.image} in {stack_file_name(stack)}'
            )
            return verdict(Verdict.TAG, reason, remedy, stack)
        if use.builder in _REMOTE_BUILDERS and declared.tag_mutability == "IMMUTABLE":
            reason = (
                "the remote builder may push the same tag again, which ECR refuses: the repository's tags are immutable"
            )
            return verdict(
                Verdict.TAG,
                reason,
                f"add tagMutability: MUTABLE to {declared.image} in {stack_file_name(stack)}",
                stack,
            )
    return verdict(Verdict.FITS, f"{repository} of the stack {stack}", None, stack)


def _undeclared(use: ImageUse, repository: str, registry: RegistryImages, verdict: MakeVerdict) -> CheckedImage:
    lowered = repository.lower().replace(" ", "-")
    if not re.fullmatch(REPOSITORY_NAME, repository):
        good = lowered if re.fullmatch(REPOSITORY_NAME, lowered) else None
        reason = f"{repository!r} is no name that a repository can have: lowercase letters, digits and . _ - /"
        return verdict(Verdict.UNDECLARED, reason, f"name the image {good}" if good else "choose another name")
    if elsewhere := registry.repository_of(repository):
        return verdict(Verdict.UNDECLARED, *_other_repository(use, repository, elsewhere, registry))
    near = closest_match(repository, registry.repositories)
    also = f"; did you mean {near}?" if near else ""
    if use.purpose is not Purpose.BUILD:
        return verdict(
            Verdict.UNDECLARED, f"no stack declares the repository {repository}{also}", near and f"write {near}"
        )
    files = " or ".join(stack_file_name(stack) for stack in registry.stacks)
    reason = f"no stack declares the repository {repository}, so the push fails after the build{also}"
    if public := registry.public_rule_over(repository):
        entry = f"{repository}: {{pullThroughCache: true, tagMutability: MUTABLE}}"
        remedy = f"choose a name that the pull-through cache rule {public} does not cover, or add {entry}"
        remedy = f"{remedy} below union-ecr:images in {files}"
        return verdict(Verdict.UNDECLARED, reason, remedy)
    remedy = f"add {repository}: {{}} below union-ecr:images in {files}"
    return verdict(Verdict.UNDECLARED, reason, remedy, addable_to=registry.stacks)


def _other_repository(use: ImageUse, image: str, repository: str, registry: RegistryImages) -> tuple[str, str]:
    """The reason and the remedy for code that writes the name of a declared image instead of its repository."""
    reason = f"the image {image} has the repository {repository}"
    if use.purpose is not Purpose.BUILD:
        tag = f"{_tag_separator(use.tag)}{use.tag}" if use.tag else ""
        return reason, f"write {registry.registry.host}/{repository}{tag}"
    *path, name = repository.split("/")
    return reason, f'write registry="{"/".join([registry.registry.host, *path])}", name="{name}"'
