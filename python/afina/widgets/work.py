"""One long job at a time, in a thread, so that the page stays alive; a newer job cancels the older."""
import threading


class Job:
    """What a job is given. The engine stops cleanly where a callback of ours raises KeyboardInterrupt, so a job's
    callbacks call `check()` first."""

    def __init__(self):
        self._event = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self):
        self._event.set()

    def check(self):
        if self.cancelled:
            raise KeyboardInterrupt


class Worker:
    """Runs `function(job)` in a thread; `finished(job, error)` is called there at the end, error or None."""

    def __init__(self, finished):
        self._finished = finished
        self._thread = None
        self._job = None

    @property
    def busy(self) -> bool:
        return self._job is not None and not self._job.cancelled

    def start(self, function) -> Job:
        previous = self._thread
        self.cancel()
        job = Job()
        thread = threading.Thread(target=self._run, args=(function, job, previous), daemon=True)
        self._job, self._thread = job, thread
        thread.start()
        return job

    def cancel(self):
        if self._job:
            self._job.cancel()

    def wait(self, timeout=None) -> bool:
        """Waits for the running job; True where none runs any more."""
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def _run(self, function, job, previous):
        if previous is not None:
            previous.join()     # the engine uses all cores: two runs at once would both be late
        error = None
        try:
            if not job.cancelled:
                function(job)
        except BaseException as raised:     # KeyboardInterrupt too: it is how a callback stops the engine
            # A cancelled job may end with the engine's own «interrupted»: that is what was asked for.
            error = None if job.cancelled or isinstance(raised, KeyboardInterrupt) else raised
        if self._job is job:
            self._job = None
        self._finished(job, error)
