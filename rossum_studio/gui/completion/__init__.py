"""Completion, call tips, what a name stands for, and going to where it is defined."""
