"""A stand-in for Colab's own module: what the widgets call there, and no more."""
