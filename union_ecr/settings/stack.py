"""The shape of a stack file: every field a team may write, its type, its default and its rule.

The models are frozen and refuse unknown keys. Field names are snake_case in Python and camelCase in stack files
and in components used from other languages. Reading a whole file, with every error at once, is
`union_ecr.workspace.load.load`.
"""

from pydantic import Field, StrictBool, StrictStr

from union_ecr.ecr.registry import Registry
from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.push_roles import PushRoleSettings
from union_ecr.settings.registry.configuration import RegistrySection
from union_ecr.settings.repository import RepositoryRules
from union_ecr.settings.types import AccountId, Organization, Region, RepositoryName
from union_ecr.settings.validation import StrictModel


class RepositorySettings(RepositoryRules):
    """What may be said of one repository by itself; every field has a safe default."""

    repository: RepositoryName | None = None
    """The ECR repository's name. Default: the image name."""
    scan_on_push: StrictBool = True
    """Scan every pushed image for known vulnerabilities. Where registry.scanning is set, its filters decide instead."""
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
    """Also make the repository `<repository>-cache` for the build's layer cache: mutable, short-lived, pushed to by
    whoever may push the image."""


class Settings(StrictModel):
    """One stack file, read and judged: the defaults are already merged into every image."""

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
    registry_wide: RegistrySection | None = None
    """`registry` in the stack file: one stack of an account and region may have it."""

    @property
    def registry(self) -> Registry:
        """Where the stack's repositories live."""
        return Registry(self.account, self.region)

    def repository_of(self, image: str) -> str:
        """The repository of an image: what the stack file says, else the image name itself."""
        return self.images[image].repository or image
