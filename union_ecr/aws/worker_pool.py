"""A bounded number of calls side by side, which never keep the process from ending."""

import threading
from collections.abc import Callable
from itertools import count
from queue import PriorityQueue, SimpleQueue

Job = Callable[[], None]
Progress = Callable[[int, int], None]
"""Called with how many jobs are done, and how many are known by then."""
THREAD = "union-ecr: a call"
_AHEAD_OF_ALL = -1


class WorkerPool:
    """At most `size` threads doing jobs, those of an earlier group first; a job may start further ones.

    The threads are daemons: a thread that waits for AWS cannot be interrupted, and concurrent.futures would join it
    when Python ends, so that Ctrl-C would take as long as the longest timeout.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._jobs: PriorityQueue[tuple[int, int, JobGroup | None, Job | None]] = PriorityQueue()
        self._ended: SimpleQueue[JobGroup] = SimpleQueue()
        self._lock = threading.Lock()
        self._order = count()
        self._groups = count()
        self._threads = 0
        self._started = 0
        self._done = 0
        self._abandoned = False

    def group(self, on_idle: Callable[["JobGroup"], None] | None = None) -> "JobGroup":
        """A new group of jobs, after those that exist.

        `on_idle` is called in the thread that waits, each time all of the group's jobs are done; it may start others.
        Without it, what a job of the group raises is raised by `wait`.
        """
        return JobGroup(self, next(self._groups), on_idle or JobGroup.check)

    def start(self, group: "JobGroup", job: Job) -> None:
        """Queue a job for the next free thread."""
        with self._lock:
            self._started += 1
            group.started += 1
            starts_thread = self._threads < self._size
            self._threads += starts_thread
        self._jobs.put((group.number, next(self._order), group, job))
        if starts_thread:
            threading.Thread(target=self._work, name=THREAD, daemon=True).start()

    def wait(self, progress: Progress) -> None:
        """Return when every job is done, those that jobs started included."""
        progress(self._done, self._started)
        while self._done < self._started:
            group = self._ended.get()
            self._done += 1
            group.done += 1
            if group.done == group.started:
                group.on_idle(group)
            progress(self._done, self._started)

    def abandon(self) -> None:
        """Begin no further job and wait for none: the threads of those under way are left behind."""
        self._abandoned = True
        for _ in range(self._threads):
            self._jobs.put((_AHEAD_OF_ALL, next(self._order), None, None))

    def _work(self) -> None:
        while True:
            _, _, group, job = self._jobs.get()
            if group is None or job is None or self._abandoned:
                return
            group.run(job)
            self._ended.put(group)


class JobGroup:
    """Jobs that belong together. After one has failed, no further one is begun."""

    def __init__(self, pool: WorkerPool, number: int, on_idle: Callable[["JobGroup"], None]) -> None:
        self.number = number
        self.on_idle = on_idle
        self.started = 0
        self.done = 0
        self.failure: Exception | None = None
        self._pool = pool

    def start(self, job: Job) -> None:
        """Queue a job."""
        self._pool.start(self, job)

    def run(self, job: Job) -> None:
        """Do a job, unless another has failed."""
        if self.failure is None:
            try:
                job()
            except Exception as failure:  # noqa: BLE001 - raised in `check`
                self.failure = failure

    def check(self) -> None:
        """Raise what the first failing job raised."""
        if self.failure:
            raise self.failure
