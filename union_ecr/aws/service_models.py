"""botocore's descriptions of AWS's services."""

from pathlib import Path

from botocore.loaders import Loader
from botocore.session import Session


class ServiceModels(Loader):
    """Loads the descriptions that a session would load, without a look into the folders of 400 other services."""

    def __init__(self, session: Session) -> None:
        paths = session.get_component("data_loader").search_paths
        super().__init__(extra_search_paths=paths, include_default_search_paths=False)

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - the signature is botocore's
        """All services; loading one that has no description of this type fails."""
        paths = [path for path in map(Path, self.search_paths) if path.is_dir()]
        return sorted({folder.name for path in paths for folder in path.iterdir()})
