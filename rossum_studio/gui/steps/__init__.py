"""A document played step by step, and the hooks of a queue as one chain."""
