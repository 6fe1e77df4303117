"""Widgets for notebooks: every step of tuning a model, to be seen, tried and asked about."""
from .base import Widget
from .before_after import BeforeAfter
from .bench import HyperparameterBench
from .blind_ab import BlindAB
from .colab import show
from .confusion import ConfusionMatrix
from .data_explorer import DataExplorer
from .exercise import Exercise
from .form import Form
from .friendly import help_with_errors
from .learned_view import LearnedView
from .live_training import LiveTraining
from .my_answers import MyAnswers
from .next_word import NextWordExplorer
from .quiz import Quiz
from .summary_source import SummarySource
from .tokenizer_explorer import TokenizerExplorer

__all__ = ["BeforeAfter", "BlindAB", "ConfusionMatrix", "DataExplorer", "Exercise", "Form", "HyperparameterBench",
           "LearnedView", "LiveTraining", "MyAnswers", "NextWordExplorer", "Quiz", "SummarySource", "TokenizerExplorer",
           "Widget", "help_with_errors", "show"]
