"""The configuration of the policies: the exceptions from each, and the principals and keys that it accepts."""

from typing import Annotated

from pydantic import ConfigDict, Field

from union_ecr.settings.grantees import OrganizationId
from union_ecr.settings.registry.repository_names import RepositoryPattern
from union_ecr.settings.repository import EncryptionType
from union_ecr.settings.types import AccountId, KmsKeyArn
from union_ecr.settings.validation import StrictModel


class PolicyConfiguration(StrictModel):
    """The settings of every policy."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    except_repositories: tuple[RepositoryPattern, ...] = ()
    """Names of repositories, with *, for which the policy does not hold. A creation template is excepted where all
    names below its prefix are."""


class TrustConfiguration(PolicyConfiguration):
    """Who is no stranger. Without both lists, everyone is trusted who is named, or whose organization is."""

    accounts: Annotated[tuple[AccountId, ...], Field(min_length=1)] | None = None
    """The accounts that policies may name, the registry's own included, and to which images may be replicated."""
    organizations: Annotated[tuple[OrganizationId, ...], Field(min_length=1)] | None = None
    """The organizations to which policies may grant access."""

    @property
    def trusts_all_named(self) -> bool:
        """Whether there is no list."""
        return self.accounts is None and self.organizations is None


class EncryptionConfiguration(PolicyConfiguration):
    """The encryption at rest that is asked for. Default: any."""

    types: Annotated[tuple[EncryptionType, ...], Field(min_length=1)] | None = None
    """Any of AES256, KMS, KMS_DSSE."""
    keys: Annotated[tuple[KmsKeyArn, ...], Field(min_length=1)] | None = None
    """ARNs of the KMS keys of which one has to be used."""
