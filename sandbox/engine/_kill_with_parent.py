"""Run a command that cannot outlive the process which started this one, however that one ends.

`python _kill_with_parent.py COMMAND…`, started as the leader of its own process group with a pipe as standard input.
Nothing ever comes through the pipe; when its other end closes (the parent ended, be it by SIGKILL) the whole
group is killed. Needs nothing but the standard library: it is started by path, without the project.
"""

import os
import signal
import subprocess
import sys
import threading

NOT_STARTED = 127


def main(command: list[str]) -> int:
    """Run the command; return its exit code, as a shell would."""
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        return NOT_STARTED
    threading.Thread(target=_die_with_parent, daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def _die_with_parent() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
