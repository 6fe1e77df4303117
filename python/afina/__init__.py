"""afina: tune a language model on your own data, on your computer and in private.

    import afina
    run = afina.tune(afina.demo_data("quejas.csv"))
    run.evaluate()
    run.classify(["La farola de mi calle lleva un mes apagada"])

What each function takes, gives and raises is in its own help. Errors are afina.AfinaError, with a code and a hint.
"""
from . import _core
from ._dataset import Dataset, Preview, demo_data, preview
from ._errors import AfinaError, OptionError
from ._language import language, set_language
from ._model import Encoding, Model, Tokenizer
from ._report import Report
from ._runs import Run, evaluate, open_run, resume, tune, tune_options
from ._use import Classified, Generated, Summary, classify, generate, summarize

__version__: str = _core.version()
__all__ = ["AfinaError", "Classified", "Dataset", "Encoding", "Generated", "Model", "OptionError", "Preview", "Report",
           "Run", "Summary", "Tokenizer", "classify", "demo_data", "evaluate", "generate", "language", "open_run",
           "preview", "resume", "set_language", "summarize", "tune", "tune_options"]

set_language(_core.language_from_environment())
