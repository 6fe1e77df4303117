"""Which front end a widget has: anywidget's, or none in Colab, where show() gives HTML whose forms call Python."""
import sys


def in_colab() -> bool:
    return "google.colab" in sys.modules


if in_colab():
    import traitlets

    class AnyWidget(traitlets.HasTraits):
        """The Python side alone: Colab has neither anywidget nor the ipywidgets that it needs."""

        def on_msg(self, callback):
            """Messages come through colab.answer."""

        def _repr_mimebundle_(self, **kwargs):
            return {}
else:
    from anywidget import AnyWidget

__all__ = ["AnyWidget", "in_colab"]
