"""A bounded number of calls side by side, which never keep the process from ending."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

Job = Callable[[], None]
Progress = Callable[[int, int], None]
"""Called with how many jobs are done, and how many are known by then."""
THREAD = "union-ecr: a call"


class WorkerPool:
    """At most `size` threads doing jobs; a job may start further ones.

    The threads are daemons: a thread that waits for AWS cannot be interrupted, and concurrent.futures would join it
    when Python ends, so that Ctrl-C would take as long as the longest timeout.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._ended: SimpleQueue[Exception | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._started = 0
        self._done = 0
        self._abandoned = False

    def start(self, job: Job) -> None:
        """Queue a job for the next free thread."""
        with self._lock:
            self._started += 1
            starts_thread = self._threads < self._size
            self._threads += starts_thread
        self._jobs.put(job)
        if starts_thread:
            threading.Thread(target=self._work, name=THREAD, daemon=True).start()

    def wait(self, progress: Progress) -> None:
        """Return when every job is done, those that jobs started included; raise what the first failing job raised."""
        progress(self._done, self._started)
        while self._done < self._started:
            failed = self._ended.get()
            if failed:
                raise failed
            self._done += 1
            progress(self._done, self._started)

    def abandon(self) -> None:
        """Begin no further job and wait for none: the threads of those under way are left behind."""
        self._abandoned = True
        for _ in range(self._threads):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) and not self._abandoned:
            try:
                job()
            except Exception as failed:  # noqa: BLE001 - raised in `wait`
                self._ended.put(failed)
            else:
                self._ended.put(None)
