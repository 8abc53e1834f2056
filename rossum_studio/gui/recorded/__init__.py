"""Calls that were recorded before, and webhooks: what is sent, and how the answers compare."""
