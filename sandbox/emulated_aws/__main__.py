"""`python -m sandbox.emulated_aws`: serve until stdin closes or the parent is gone.

The first line on stdout is the port.
"""

import os
import select
import signal
import sys
import threading

from .server import make_emulation_server

PARENT_CHECK_SECONDS = 0.5


def end_with_parent(parent: int) -> None:
    """End this process when stdin closes, or when its parent is no longer the one it started with.

    A parent that is killed closes the pipe, unless a fork of it still holds the other end: hence both.
    """
    while os.getppid() == parent:
        readable, _, _ = select.select([sys.stdin], [], [], PARENT_CHECK_SECONDS)
        if readable and not os.read(sys.stdin.fileno(), 4096):
            break
    os._exit(0)


def main() -> None:
    """Serve. Ctrl-C goes to the whole process group: under a parent it is the parent's to answer."""
    parent = os.getppid()
    if not sys.stdin.isatty():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        server = make_emulation_server()
    except OSError as error:
        sys.exit(f"the emulated AWS cannot listen on 127.0.0.1: {error.strerror}")
    threading.Thread(target=end_with_parent, args=[parent], daemon=True).start()
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    sys.stdout = sys.stderr  # moto prints; nobody reads our stdout from here on
    server.serve_forever()


if __name__ == "__main__":
    main()
