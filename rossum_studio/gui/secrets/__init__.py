"""Secrets: asked once, kept in the keychain, shown as dots."""
