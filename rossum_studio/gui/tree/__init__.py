"""The schema/annotation tree."""
