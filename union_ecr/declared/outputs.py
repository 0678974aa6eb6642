"""What a stack tells whoever uses it, once it is deployed: `pulumi stack output`."""

import json
from typing import Any

from union_ecr.declared.build_cache import build_cache_options
from union_ecr.declared.stack import DeclaredStack
from union_ecr.settings.registry.repository_names import ROOT


def outputs(stack: DeclaredStack) -> dict[str, Any]:
    """The outputs by name; all are plain values that follow from the stack file.

    `pullPolicy`, `pushPolicy` and `mirrorPolicy` are texts, to be attached to roles elsewhere as they are.
    """
    caches = {one.cache_of: build_cache_options(one.uri) for one in stack.repositories if one.cache_of}
    return {
        "registry": stack.registry.host,
        "images": {
            one.image: {
                "uri": one.uri,
                "registry": one.reference.registry,
                "name": one.reference.name,
                "imageSpec": one.reference.image_spec,
                **({"buildCache": caches[one.image]} if one.image in caches else {}),
            }
            for one in stack.repositories
            if one.cache_of is None
        },
        "pushRoles": {role.key: role.arn for role in stack.push_roles},
        "mirrors": {
            rule.prefix: {
                "upstream": "/".join(filter(None, (rule.upstream, rule.upstream_prefix))),
                "uri": stack.registry.host if rule.prefix == ROOT else stack.registry.uri(rule.prefix),
            }
            for rule in (stack.registry_wide.pull_through_cache if stack.registry_wide else ())
        },
        "login": stack.registry.login,
        "pullPolicy": json.dumps(stack.pull_policy, indent=2),
        "pushPolicy": json.dumps(stack.push_policy, indent=2),
        "mirrorPolicy": json.dumps(stack.mirror_policy, indent=2),
    }
