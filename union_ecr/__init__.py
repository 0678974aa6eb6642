"""Private AWS ECR for Union and Flyte images, as code."""


def __getattr__(name: str) -> str:
    """`__version__`, read on demand; "unknown" where the package is not installed."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("union-ecr")
    except PackageNotFoundError:
        return "unknown"
