"""What is kept for the teacher: answers and events, only where a store was given. Keeping must never stop a lesson."""
import sqlite3

# What the engine says where the disk, and not the lesson, is at fault.
_DISK = ("io.", "survey.busy", "survey.corrupt", "survey.newer_file")


class Record:
    """`store`: an afina.survey.Store, or None to keep nothing; `notebook`: the notebook's short name."""

    def __init__(self, store, notebook, where):
        self.store, self.notebook, self.where = store, notebook, where
        self.lost = False      # an answer could not be kept: the widget says so

    @property
    def agreed(self) -> bool:
        """Whether the person agreed before that answers are kept."""
        return self.store is not None and self.store.consented

    def event(self, kind, detail=""):
        self._keep(lambda: self.store.record_event(self.notebook, self.where, kind, str(detail)))

    def answer(self, item, value):
        self._keep(lambda: self.store.record_answer(self.notebook, self.where, item, value))

    def consent(self, given):
        self._keep(lambda: self.store.consent(bool(given)))

    def _keep(self, call):
        if self.store is None:
            return
        try:
            call()
            self.lost = False
        except (OSError, RuntimeError, sqlite3.Error):
            self.lost = True
        except Exception as error:
            code = getattr(error, "code", "")
            if code != "survey.no_consent" and not code.startswith(_DISK):
                raise
            # Nobody agreed to keep it: that is not a loss.
            self.lost = code != "survey.no_consent"
