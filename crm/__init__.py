"""The records people keep, their words, and the Django project itself."""

__version__ = "0.1.0"
