"""Data planes: the AWS accounts in which Union runs tasks, and what their roles must be granted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from union_ecr.ecr.actions import DESCRIBE_IMAGES, Access
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.grants import Grant
from union_ecr.settings.types import AccountId, RoleName, without_default
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, suggestion
from union_ecr.stack_file.parse import NAMESPACE


class SelfManagedRoles(StrictModel):
    """The roles of a data plane that you run yourself, as Union's guide "Image builder" lists them."""

    node_role: RoleName
    """The role of the cluster's nodes, which pull the images of tasks."""
    user_role: Annotated[RoleName | None, Field(json_schema_extra=without_default)] = None
    """The role that tasks run as; it pulls, too. Default: `<organization>-userflyterole`. null: none pulls."""
    operator_proxy_role: RoleName | None = "union-system-role"
    """The role of Union's operator proxy; it looks whether an image exists (ecr:DescribeImages). null: none does."""
    image_builder_role: RoleName | None = None
    """The role that builds images in the data plane: it pulls, pushes and looks whether an image exists. Default: none
    does. In Union's guide it is union-system-role."""

    @property
    def says_user_role(self) -> bool:
        """Whether userRole is written; null says that there is none, which nothing written does not."""
        return "user_role" in self.model_fields_set


class DataPlane(StrictModel):
    """An AWS account in which Union runs tasks, and the roles there that pull images."""

    account: AccountId
    """The account's id. The registry's own account needs no grant and gets none."""
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)] | None = None
    """Names of the roles that pull. Default: the node role that Union creates for the organization."""
    self_managed: SelfManagedRoles | None = None
    """For a data plane that you run yourself: its roles by what they do, instead of `roles`."""
    roles_by: RolesBy = RolesBy.ARN
    """How policies name its roles: arn (Union's documented way), or condition, which survives their recreation."""

    @property
    def needs_organization(self) -> bool:
        """Whether one of its roles is called as the organization is."""
        return self.roles is None and (self.self_managed is None or not self.self_managed.says_user_role)

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """What the fields of a data plane break together, and a role whose default name is not known."""
        if self.roles is not None and self.self_managed is not None:
            rule, remedy = "roles and selfManaged both say who pulls", "keep selfManaged, or list every puller in roles"
            yield Violation((), None, rule, remedy)
        elsewhere = context.registry is not None and self.account != context.registry.account
        if context.has_organization is False and self.needs_organization and elsewhere:
            node_role = self.self_managed is None
            yield Violation(
                (),
                None,
                "names no roles, and without an organization its node role is not known"
                if node_role
                else "names no userRole, and without an organization its default is not known",
                f"add {NAMESPACE}:organization, or {'roles: [your-node-role]' if node_role else 'userRole'}",
            )


def data_plane_grants(
    registry: Registry, organization: str | None, planes: Mapping[str, DataPlane], chosen: Collection[str] | None
) -> tuple[Grant, ...]:
    """What the chosen data planes (None: all) need to be granted, in the order of their names.

    A data plane in the registry's own account needs nothing: Union enables that access by default, and a
    self-managed one has the identity policies of its own roles.
    """
    return tuple(
        grant
        for name, plane in sorted(planes.items())
        if plane.account != registry.account and (chosen is None or name in chosen)
        for grant in _grants(registry, organization, plane)
    )


def own_account_grants(registry: Registry, organization: str | None, plane: DataPlane) -> tuple[Grant, ...]:
    """What the roles of a data plane in the registry's own account may do without a grant.

    Empty for a data plane of another account, and where the roles are not known since there is no organization.
    """
    if plane.account != registry.account or (plane.needs_organization and not organization):
        return ()
    return tuple(_grants(registry, organization, plane))


def _grants(registry: Registry, organization: str | None, plane: DataPlane) -> Iterator[Grant]:
    def to(*roles: str, access: tuple[Access, ...] = (), actions: tuple[str, ...] = ()) -> Grant:
        arns = tuple(registry.role_arn(plane.account, role) for role in roles)
        return Grant(principals=arns, roles_by=plane.roles_by, access=access, actions=actions)

    own = plane.self_managed
    if own is None:
        roles = plane.roles or (f"unionai-{organization}-flyteworker-node-group",)
        yield to(*roles, access=(Access.PULL,))
        return
    user_role = own.user_role if own.says_user_role else f"{organization}-userflyterole"
    yield to(*filter(None, (own.node_role, user_role)), access=(Access.PULL,))
    if own.operator_proxy_role:
        yield to(own.operator_proxy_role, actions=(DESCRIBE_IMAGES,))
    if own.image_builder_role:
        # Union's guide for preparing the infrastructure lists both, and ecr:DescribeImages.
        yield to(own.image_builder_role, access=(Access.PULL, Access.PUSH), actions=(DESCRIBE_IMAGES,))


def undeclared_data_planes(names: Sequence[str] | None, context: ValidationContext) -> Iterator[Violation]:
    """The names of a field `dataPlanes` that are no data planes of the stack, if those are known."""
    if context.data_planes is None:
        return
    for number, name in enumerate(names or ()):
        if name not in context.data_planes:
            declare = "leave it out, or declare it below union-ecr:dataPlanes"
            remedy = suggestion(name, sorted(context.data_planes), declare)
            yield Violation(("dataPlanes", number), format_value(name), "is no data plane of this stack", remedy)
