"""The Rossum API as far as one open document can answer it: what a handler asks and changes during a run.

Source: reference 10.
"""
