"""Rossum Studio: author and test Rossum hooks offline."""

__version__ = "0.1.0"
