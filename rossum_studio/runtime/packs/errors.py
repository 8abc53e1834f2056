"""Why a library pack could not be installed or removed."""

from rossum_studio.model.errors import StudioError


class PackError(StudioError):
    """A library pack could not be installed or removed."""


class PackCancelledError(PackError):
    """The user gave up waiting for a library pack; nothing of it is left."""
