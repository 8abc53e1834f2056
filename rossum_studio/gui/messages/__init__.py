"""The messages of the last run."""
