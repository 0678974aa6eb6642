"""What several workflows share."""

from .registry import HOST as REGISTRY_HOST  # noqa: F401
from .registry import Names

TRAINER_NAME = Names.TRAINER
