"""Calls side by side, a bounded number of them, that never keep the process from ending."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

Job = Callable[[], None]
Progress = Callable[[int, int], None]
"""Is told how much is done, and how much there is as far as is known by then."""
THREAD = "union-ecr: a call"


class WorkerPool:
    """At most `size` threads doing jobs; a job may start further ones.

    They are daemons: a thread that waits for AWS cannot be interrupted, and concurrent.futures would join it when
    Python ends, so that Ctrl-C took as long as the longest timeout.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._ended: SimpleQueue[Exception | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._started = 0
        self._done = 0
        self._dismissed = False

    def start(self, job: Job) -> None:
        """Let a job be done as soon as a thread is free."""
        with self._lock:
            self._started += 1
            one_more = self._threads < self._size
            self._threads += one_more
        self._jobs.put(job)
        if one_more:
            threading.Thread(target=self._work, name=THREAD, daemon=True).start()

    def wait(self, progress: Progress) -> None:
        """Return when every job is done, those included that jobs started; what one raises is raised here."""
        progress(self._done, self._started)
        while self._done < self._started:
            failed = self._ended.get()
            if failed:
                raise failed
            self._done += 1
            progress(self._done, self._started)

    def dismiss(self) -> None:
        """Begin no job any more, and wait for none: those under way are left behind."""
        self._dismissed = True
        for _ in range(self._threads):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) and not self._dismissed:
            try:
                job()
            except Exception as failed:  # noqa: BLE001 - raised in `wait`
                self._ended.put(failed)
            else:
                self._ended.put(None)
