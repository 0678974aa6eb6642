"""Every bad stack file, whatever room of the stack file it is about."""

from tests.model.bad_grants import BAD_GRANTS
from tests.model.bad_lifecycle_rules import BAD_LIFECYCLE_RULES
from tests.model.bad_push_roles import BAD_PUSH_ROLES
from tests.model.bad_registry_wide import BAD_REGISTRY_WIDE
from tests.model.bad_stack_files import BAD_STACK_FILES, BadStackFile

EVERY_BAD_STACK_FILE: tuple[BadStackFile, ...] = (
    *BAD_STACK_FILES,
    *BAD_GRANTS,
    *BAD_LIFECYCLE_RULES,
    *BAD_PUSH_ROLES,
    *BAD_REGISTRY_WIDE,
)
