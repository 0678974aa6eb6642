"""Every bad stack file, whatever room of the stack file it is about."""

from tests.workspace.bad_grants import BAD_GRANTS
from tests.workspace.bad_lifecycle_rules import BAD_LIFECYCLE_RULES
from tests.workspace.bad_push_roles import BAD_PUSH_ROLES
from tests.workspace.bad_registry_wide import BAD_REGISTRY_WIDE
from tests.workspace.bad_stack_files import BAD_STACK_FILES, BadStackFile

EVERY_BAD_STACK_FILE: tuple[BadStackFile, ...] = (
    *BAD_STACK_FILES,
    *BAD_GRANTS,
    *BAD_LIFECYCLE_RULES,
    *BAD_PUSH_ROLES,
    *BAD_REGISTRY_WIDE,
)
