"""Private AWS ECR for Union and Flyte images, as code."""


def __getattr__(name: str) -> str:
    """`__version__`, read on demand; "unknown" where the package is neither installed nor a checkout."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("union-ecr")
    except PackageNotFoundError:
        return _version_of_checkout() or "unknown"


def _version_of_checkout() -> str | None:
    """The version in pyproject.toml: Pulumi runs the plugin from a checkout, without installing it."""
    import tomllib
    from pathlib import Path

    try:
        project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text()).get("project", {})
    except OSError:
        return None
    return str(project["version"]) if project.get("name") == "union-ecr" else None
