"""Serves the components to programs in other languages: `pulumi package add`, see docs/component.md."""

import sys
from pathlib import Path

# Pulumi runs this folder by itself, and the rooms beside it are not on the path then.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pulumi.provider.experimental import component_provider_host

from components.private_repository import PrivateRepository
from components.push_role import PushRole
from components.registry_settings import RegistrySettings

COMPONENTS = [PrivateRepository, PushRole, RegistrySettings]

if __name__ == "__main__":
    component_provider_host(name="union-ecr", components=COMPONENTS)
