"""The outputs of a deployed stack: `pulumi stack output`."""

from typing import Any

from union_ecr.declared.build_cache import build_cache_options
from union_ecr.declared.stack import DeclaredStack
from union_ecr.settings.registry.repository_names import ROOT


def outputs(stack: DeclaredStack) -> dict[str, Any]:
    """The outputs by name, all known from the stack file alone; those that would be empty are left out.

    Policies are not among them, since `pulumi up` does not print JSON as it must be pasted: see `union-ecr policy`.
    """
    caches = {
        repository.cache_of: build_cache_options(repository.uri)
        for repository in stack.repositories
        if repository.cache_of
    }
    found = {
        "registry": stack.registry.host,
        "images": {
            repository.image: {
                "uri": repository.uri,
                "registry": repository.reference.registry,
                "name": repository.reference.name,
                "imageSpec": repository.reference.image_spec,
                **({"buildCache": caches[repository.image]} if repository.image in caches else {}),
            }
            for repository in stack.repositories
            if repository.cache_of is None
        },
        "pushRoles": {role.key: role.arn for role in stack.push_roles},
        "mirrors": {
            rule.prefix: {
                "upstream": rule.upstream_names,
                "uri": stack.registry.host if rule.prefix == ROOT else stack.registry.uri(rule.prefix),
            }
            for rule in (stack.registry_settings.pull_through_cache if stack.registry_settings else ())
        },
        "login": stack.registry.login,
    }
    return {name: value for name, value in found.items() if value}
