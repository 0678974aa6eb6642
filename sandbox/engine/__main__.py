"""`python -m sandbox.engine`: get an engine; its path goes to standard output, messages to standard error."""

import sys

from sandbox.engine.engine import EngineUnavailable
from sandbox.engine.obtain import obtain_engine

INTERRUPTED = 130


def main() -> int:
    """Return the exit code: 0 with an engine, 1 without."""
    try:
        engine = obtain_engine()
    except EngineUnavailable as unavailable:
        sys.stderr.write(f"No Pulumi engine:\n{unavailable}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    sys.stdout.write(f"{engine.executable}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
