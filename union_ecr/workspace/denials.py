"""What one stack denies of what another one of the same registry declares."""

from collections.abc import Collection, Iterator, Mapping

from union_ecr.declared.registry import DeclaredPullThroughCacheRule
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.policy_document import listed
from union_ecr.ecr.registry import Registry
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.deny import outside_organization
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import ConfigError, format_value
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.load import config_path, where_written
from union_ecr.workspace.shared_registry import SharedRegistry

_FIELDS = {"DenyPush": "push", "DenyOutsideVpcEndpoints": "outsideVpcEndpoints"}
"""What a role that fills a cache needs, by the Sid of the statement that denies it."""


def denied_by_another_stack(
    files: Mapping[str, StackFile],
    settings: Mapping[str, Settings],
    registries: Mapping[Registry, SharedRegistry],
    chosen: Collection[str],
) -> Iterator[ConfigError]:
    """Grants that the registry's deny contradicts, and cache rules whose role an image's deny keeps from filling it.

    Both in one stack, the settings themselves refuse the one and except the other. Reported in the image's file if that
    is chosen, else in that of the registry's settings.
    """
    for shared in registries.values():
        owner = shared.owner
        for stack in shared.stacks if owner else ():
            if stack != owner and (stack in chosen or owner in chosen):
                in_images = stack in chosen
                yield from _grants_outside(files, settings, owner or "", stack, in_images)
                yield from _roles_kept_out(files, shared, owner or "", stack, in_images)


def _grants_outside(
    files: Mapping[str, StackFile], settings: Mapping[str, Settings], owner: str, stack: str, in_images: bool
) -> Iterator[ConfigError]:
    registry_settings = settings[owner].registry_settings
    organization = registry_settings.deny.outside_organization if registry_settings and registry_settings.deny else None
    if organization is None:
        return
    for image, image_settings in settings[stack].images.items():
        for number, grant in enumerate(image_settings.grants):
            for violation in outside_organization(organization, number, grant, f" of stack {owner}"):
                if in_images:
                    path = where_written(files[stack], config_path(("images", image, "grants", number)))
                    yield files[stack].error(path, violation.given, violation.rule, violation.remedy)
                else:
                    path = config_path(("registry", "deny", "outsideOrganization", "organizationId"))
                    rule = f"leaves out {violation.given}, to which stack {stack} grants {image}"
                    remedy = "let that stack drop the grant, or leave out outsideOrganization"
                    yield files[owner].error(path, format_value(organization.organization_id), rule, remedy)


def _roles_kept_out(
    files: Mapping[str, StackFile], shared: SharedRegistry, owner: str, stack: str, in_images: bool
) -> Iterator[ConfigError]:
    for repository, rule, field in _denied_roles(shared, shared.stacks[stack]):
        role, image = format_value(rule.custom_role), repository.cache_of or repository.image
        if in_images:
            path = where_written(files[stack], config_path(("images", image, "deny", field)))
            broken = f"keeps out the role by which the pull-through cache rule {rule.prefix} of stack {owner} fills it"
            yield files[stack].error(path, None, broken, f"add {role} to its exceptPrincipals")
        else:
            path = config_path(("registry", "pullThroughCache", rule.prefix, "customRole"))
            broken = f"is kept from filling {image} of stack {stack} by its deny.{field}"
            yield files[owner].error(path, role, broken, "let that stack add it to exceptPrincipals there")


def _denied_roles(
    shared: SharedRegistry, stack: DeclaredStack
) -> Iterator[tuple[DeclaredRepository, DeclaredPullThroughCacheRule, str]]:
    """Repositories with a cache rule over them whose role they do not except, and the field of the deny."""
    for repository in stack.repositories:
        rules = shared.registry_settings.cache_rules_over(repository.name) if shared.registry_settings else ()
        for statement in (repository.policy or {}).get("Statement", ()):
            if field := _FIELDS.get(statement["Sid"]):
                excepted = listed(statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"])
                for rule in rules:
                    role = rule.custom_role
                    if role and not any(subsumes(pattern, role) for pattern in excepted):
                        yield repository, rule, field
