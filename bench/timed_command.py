"""Run one command; print as JSON its exit code, its wall-clock seconds and the most memory it held.

Run it without site packages (`python -I -S timed_command.py OUTPUT COMMAND…`): Linux counts the memory of the parent
at the start of the child as the child's, so the parent must be small.
"""

import json
import os
import sys
import time

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    output, *command = sys.argv[1:]
    to_file = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    began = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[to_file])
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    print(json.dumps({"code": code, "seconds": seconds, "peak_bytes": usage.ru_maxrss * MAXRSS_UNIT}))


if __name__ == "__main__":
    main()
