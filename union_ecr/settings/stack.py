"""The shape of a stack file: every field a team may write, its type, its default and its rule.

The models are frozen and refuse unknown keys. Field names are snake_case in Python and camelCase in stack files
and in components used from other languages. Reading a whole file, with every error at once, is
`union_ecr.workspace.load.load`.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, Field, StrictBool, StrictStr
from pydantic.alias_generators import to_camel

from union_ecr.ecr.registry import LONGEST_NAME, Registry
from union_ecr.settings.data_planes import DataPlane, undeclared_data_planes
from union_ecr.settings.deny import outside_organization
from union_ecr.settings.provider_tags import ProviderTags
from union_ecr.settings.push_roles import PushRoleSettings, push_role_name_violations
from union_ecr.settings.registry.configuration import SETTING_NAMES, RegistrySection
from union_ecr.settings.repository import UNTAGGED_EXPIRY, RepositoryFields, TagMutability
from union_ecr.settings.types import AccountId, Organization, Region, RepositoryName
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import KeyPath, Violation, format_value, refuse

_UNTAGGED_EXPIRY = frozenset(map(to_camel, UNTAGGED_EXPIRY))


class RepositorySettings(RepositoryFields):
    """What may be said of one repository by itself; every field has a safe default."""

    repository: RepositoryName | None = None
    """The ECR repository's name. Default: the image name."""
    scan_on_push: StrictBool = True
    """Scan every pushed image for known vulnerabilities. Where any stack of the account and region sets
    registry.scanning, its filters decide instead."""
    protect: StrictBool = True
    """Pulumi refuses to delete or replace the repository."""
    force_delete: StrictBool = False
    """A deletion deletes the images in it, too."""
    adopt: StrictBool = False
    """The repository exists already: the next `pulumi up` takes it over instead of creating it."""


class ImageSettings(RepositorySettings):
    """What may be said of one image of a stack file."""

    data_planes: tuple[StrictStr, ...] | None = None
    """Names of the data planes that may pull it, and whose imageBuilderRole may push it. Default: all of the stack."""
    build_cache: StrictBool = False
    """Also make the repository `<repository>-cache` for the build's layer cache: mutable, short-lived, with push
    access for the same principals as the image."""

    pull_through_cache: StrictBool = False
    """Says that a pull-through cache rule of a public registry may cover the repository and its build cache: a pull of
    a tag that nobody pushed is answered by the owner of the upstream repository. Needs tagMutability: MUTABLE."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """What the fields break together, and data planes that the stack does not have."""
        yield from super().violations(context)
        if self.pull_through_cache and self.tag_mutability is not TagMutability.MUTABLE:
            # https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
            rule = "needs mutable tags, since ECR does not renew immutable ones when they change upstream"
            yield Violation(("pullThroughCache",), "true", rule, "write tagMutability: MUTABLE")
        yield from undeclared_data_planes(self.data_planes, context)


def _refuse_default_repository(_name: str) -> NoReturn:
    refuse("would give every image the same repository", "write it under the image")


class Defaults(ImageSettings):
    """What holds for every image of a stack that does not say otherwise."""

    repository: Annotated[RepositoryName, AfterValidator(_refuse_default_repository)] | None = None
    """Not for defaults."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - there are none
        """None: an image may replace any field, so its fields are validated together with those of each image."""
        return iter(())


def with_defaults(image: Any, defaults: Mapping[str, Any]) -> Any:
    """An image's fields as the file has them, and the defaults of those that it leaves out."""
    if not isinstance(image, dict):
        return image
    replaced = _UNTAGGED_EXPIRY if _UNTAGGED_EXPIRY & image.keys() else frozenset()
    return {**{field: value for field, value in defaults.items() if field not in replaced}, **image}


class Settings(StrictModel):
    """One valid stack file: the defaults are already merged into every image."""

    account: AccountId
    """The registry's account; the program refuses any other."""
    region: Region
    """The registry's region, `aws:region` in the stack file."""
    organization: Organization | None = None
    """The Union organization; needed when a data plane leaves its roles out."""
    data_planes: dict[str, DataPlane] = Field(default_factory=dict)
    images: dict[str, ImageSettings] = Field(default_factory=dict)
    """At least one, unless the stack says something of the registry itself."""
    push_roles: dict[str, PushRoleSettings] = Field(default_factory=dict)
    registry_settings: RegistrySection | None = None
    """`registry` in the stack file: one stack of an account and region may have it."""

    provider_tags: ProviderTags = ProviderTags()
    """`aws:defaultTags` and `aws:ignoreTags`."""

    @property
    def registry(self) -> Registry:
        """Where the stack's repositories live."""
        return Registry(self.account, self.region)

    def repository_of(self, image: str) -> str:
        """The repository of an image: what the stack file says, else the image name itself."""
        return self.images[image].repository or image

    def repository_claims(self) -> Iterator[tuple[str, KeyPath]]:
        """Every repository that the stack claims, build caches included, with the place that claims it."""
        for image, image_settings in self.images.items():
            repository = self.repository_of(image)
            yield repository, ("images", image, "repository")
            if image_settings.build_cache:
                yield cache_name(repository), ("images", image, "buildCache")

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """What the parts of the stack break together."""
        for name in self.data_planes:
            if not name.strip():
                yield Violation(("dataPlanes", name), format_value(name), "is no name", "name it, such as production")
        if context.images == {} and self.registry_settings == RegistrySection():
            remedy = f"add an image to the stack, or here one of {', '.join(SETTING_NAMES)}"
            yield Violation(("registry",), "{}", "sets nothing, and the stack has no images", remedy)
        yield from self._claimed_twice()
        yield from self._denied_by_the_registry()
        for violation in push_role_name_violations(context.registry, self.push_roles):
            yield violation.below("pushRoles")

    def _denied_by_the_registry(self) -> Iterator[Violation]:
        """Grants of images to an organization to which the registry denies everything."""
        deny = self.registry_settings.deny if self.registry_settings else None
        if deny and deny.outside_organization:
            for image, image_settings in self.images.items():
                for number, grant in enumerate(image_settings.grants):
                    for violation in outside_organization(deny.outside_organization, number, grant):
                        yield violation.below("images", image, "grants")

    def _claimed_twice(self) -> Iterator[Violation]:
        reported: set[frozenset[KeyPath]] = set()
        for image, image_settings in self.images.items():
            cache = cache_name(image)
            if image_settings.build_cache and cache in self.images:
                reported.add(frozenset({("images", image, "buildCache"), ("images", cache, "repository")}))
                same = self.repository_of(cache) == cache_name(self.repository_of(image))
                remedy = "and its repository otherwise" if same else "otherwise; its repository may stay"
                rule = f"is what the build cache of {image} is called"
                yield Violation(("images", cache), format_value(cache), rule, f"call the image {remedy}")
        claimed: dict[str, KeyPath] = {}
        for repository, path in self.repository_claims():
            first = claimed.setdefault(repository, path)
            if first != path and frozenset({first, path}) not in reported:
                rule = f"is the {describe_claim(first)} already"
                yield Violation(path, format_value(repository), rule, "keep one entry for it")
            elif first == path and len(repository) > LONGEST_NAME:
                length = f"would have a name of {len(repository)} characters, and ECR takes {LONGEST_NAME}"
                yield Violation(path, None, f"its build cache {length}", "choose a shorter repository")


def cache_name(name: str) -> str:
    """The name of the build cache of an image or a repository."""
    return f"{name}-cache"


def describe_claim(path: KeyPath) -> str:
    """A place of `Settings.repository_claims`, in words."""
    return f"{'build cache' if path[-1] == 'buildCache' else 'repository'} of {path[-2]}"
