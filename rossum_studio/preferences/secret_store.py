"""Secrets of functions, in the keychain of the system; in a file of ours only if the user says so.

They are never written into a project.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from rossum_studio.preferences.store import read_json, write_json

SERVICE = "rossum-studio"


class SecretStoreError(Exception):
    """The keychain is not there, or refuses."""


class SecretStore:
    """Values by function and name.

    Args:
        file: Where they go when there is no keychain, readable by its owner only; None forbids it.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    def read(self, owner: str, names: Iterable[str]) -> dict[str, str]:
        """The values that are known; none where there is no keychain.

        Args:
            owner: Of `owner_of`.
        """
        found: dict[str, str] = {}
        for name in names:
            value = self._from_file(owner, name)
            if value is None:
                value = _from_keychain(owner, name)
            if value:
                found[name] = value
        return found

    def keep(self, owner: str, values: Mapping[str, str]) -> None:
        """Remember values; an empty one is forgotten.

        Raises:
            SecretStoreError: The keychain is not there, or refuses, and no file is allowed.
        """
        for name, value in values.items():
            if self._file is not None:
                self._write(owner, name, value)
            else:
                _into_keychain(owner, name, value)

    def _from_file(self, owner: str, name: str) -> str | None:
        if self._file is None:
            return None
        found = read_json(self._file).get(_key(owner, name))
        return found if isinstance(found, str) else None

    def _write(self, owner: str, name: str, value: str) -> None:
        assert self._file is not None
        kept = {key: old for key, old in read_json(self._file).items() if key != _key(owner, name)}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            self._file.chmod(0o600)
            write_json(self._file, kept | ({_key(owner, name): value} if value else {}))
            self._file.chmod(0o600)
        except OSError as error:
            raise SecretStoreError(f"{self._file}: the secret cannot be kept: {error.strerror}.") from error


def owner_of(url: object, path: Path | None) -> str:
    """What a function's secrets are kept under: its address on Rossum, else the path of its file."""
    if isinstance(url, str) and url:
        return url
    return str(path.resolve()) if path is not None else ""


def has_keychain() -> bool:
    """Whether this system has one that works. Takes a moment the first time."""
    import keyring
    from keyring.backends import fail

    return not isinstance(keyring.get_keyring(), fail.Keyring)


def _from_keychain(owner: str, name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, _key(owner, name))
    except (KeyringError, OSError, RuntimeError):  # locked, or none at all
        return None


def _into_keychain(owner: str, name: str, value: str) -> None:
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        if value:
            keyring.set_password(SERVICE, _key(owner, name), value)
        else:
            keyring.delete_password(SERVICE, _key(owner, name))
    except PasswordDeleteError:  # there was none
        return
    except (KeyringError, OSError, RuntimeError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise SecretStoreError(f"The keychain of this system does not keep the secret: {reason}") from error


def _key(owner: str, name: str) -> str:
    """Short, because some keychains limit the length, and without the path of anybody's folder."""
    return f"{hashlib.sha256(owner.encode()).hexdigest()[:16]}/{name}"
