"""Errors as a sentence that helps, with the traceback one click away: in widgets, and in any cell of a notebook."""
import sys
import traceback

from . import parts
from .texts import Texts


def explain(error: BaseException, texts: Texts) -> dict:
    """{"message", "hint", "detail"} of an error, in the language of `texts`."""
    message, hint = _sentence(error, texts)
    detail = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"message": message, "hint": hint, "detail": detail}


def _sentence(error, texts):
    if getattr(error, "message", None) and hasattr(error, "hint"):     # the engine's own errors say it best
        return error.message, error.hint or ""
    if isinstance(error, NameError):
        # Cells run out of order and a restarted kernel both end here: the name was given in a cell above.
        return texts("error.name", name=getattr(error, "name", None) or "?"), texts("error.name_hint")
    if isinstance(error, FileNotFoundError):
        return texts("error.file", name=error.filename or error), texts("error.file_hint")
    if isinstance(error, UnicodeDecodeError):
        return texts("error.encoding"), texts("error.encoding_hint")
    if isinstance(error, SyntaxError):
        return texts("error.syntax", line=error.lineno or "?"), texts("error.syntax_hint")
    if isinstance(error, KeyboardInterrupt):
        return texts("error.interrupted"), texts("error.interrupted_hint")
    if isinstance(error, ImportError):
        return texts("error.import", name=error.name or "?"), texts("error.import_hint")
    if isinstance(error, MemoryError):
        return texts("error.memory"), texts("error.memory_hint")
    if isinstance(error, TypeError) and "ellipsis" in str(error):
        return texts("error.unfinished"), texts("error.unfinished_hint")
    if isinstance(error, ValueError) and getattr(error, "said", False):
        return str(error), ""
    return texts("error.other"), texts("error.other_hint", kind=type(error).__name__)


class Refused(ValueError):
    """A widget's own «this cannot be», already in the person's language."""
    said = True


def error_html(error: BaseException, language: str) -> str:
    """A whole fragment with its style, for a cell's output."""
    texts = Texts(language)
    return parts.fragment(parts.error_panel(texts, explain(error, texts)), texts)


def help_with_errors(language: str = None, shell=None) -> bool:
    """From here on, a cell that fails says what helps and keeps the traceback one click away.

    Returns False where no notebook is running. Running it twice is harmless.
    """
    from . import engine
    if shell is None:
        try:
            from IPython import get_ipython
        except ImportError:
            return False
        shell = get_ipython()
    if shell is None:
        return False

    def handler(self, kind, error, trace, tb_offset=None):
        from IPython.display import HTML, display
        display(HTML(error_html(error, language or engine.language())))

    shell.set_custom_exc((Exception, KeyboardInterrupt), handler)
    # What Python cannot even read never gets as far as that handler: the shell shows it by two methods of its own.
    for name in ("showsyntaxerror", "showindentationerror"):
        setattr(shell, name, lambda *_, **__: handler(shell, *sys.exc_info()))
    return True
