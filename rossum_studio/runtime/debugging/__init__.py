"""Stopping a handler, looking into it and going on, line by line: the same for every language."""
