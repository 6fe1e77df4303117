"""Callbacks that a page calls by name; the test calls them as the page would."""
callbacks = {}


def register_callback(name, function):
    callbacks[name] = function
