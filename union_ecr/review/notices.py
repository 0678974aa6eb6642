"""What a stack's own file does not show, in one line each, for those who deploy it."""

from union_ecr.review.registry import in_doubt_of_registry, of_owner
from union_ecr.workspace.shared_registry import SharedRegistry


def deployment_notices(stack: str, shared: SharedRegistry) -> list[str]:
    """Settings of the registry, of whichever stack, that make the stack's images other than their file says.

    `shared` is the registry with all its stacks. What invalid files may set is reported as well.
    """
    scanning = shared.registry_settings.scanning if shared.registry_settings else None
    unscanned = [
        repository.name
        for repository in shared.stacks[stack].repositories
        if scanning and repository.scan_on_push and not scanning.scans_on_push(repository.name)
    ]
    decides = f"registry.scanning{of_owner(shared, stack)} decides. Write scanOnPush: false, or extend its filters"
    notice = f"scanOnPush is true, but a push does not scan {', '.join(unscanned)}: {decides}"
    return [*([notice] if unscanned else []), *in_doubt_of_registry(shared)]
