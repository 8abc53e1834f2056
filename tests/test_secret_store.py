"""Keeping secrets: in a keychain, which is one of the tests' own here, or in a file if that is allowed."""

from collections.abc import Iterator

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from memory_keychain import in_place

from rossum_studio.preferences.secret_store import SecretStore, SecretStoreError, has_keychain, owner_of


@pytest.fixture
def no_keychain() -> Iterator[None]:
    with in_place(NoKeyring()):
        yield


def test_values_are_kept_by_function_and_name(keychain):
    store = SecretStore()
    store.keep("one", {"password": "x"})

    assert has_keychain()
    assert store.read("one", ["password", "other"]) == {"password": "x"}
    assert store.read("two", ["password"]) == {}


def test_an_empty_value_is_forgotten(keychain):
    store = SecretStore()
    store.keep("one", {"password": "x"})
    store.keep("one", {"password": ""})

    assert keychain.kept == {}


def test_without_a_keychain_nothing_is_kept_unless_a_file_is_allowed(no_keychain, tmp_path):
    assert not has_keychain()
    with pytest.raises(SecretStoreError, match="keychain"):
        SecretStore().keep("one", {"password": "x"})

    file = tmp_path / "secrets.json"
    SecretStore(file).keep("one", {"password": "x"})

    assert SecretStore(file).read("one", ["password"]) == {"password": "x"}
    assert file.stat().st_mode & 0o077 == 0


def test_a_function_is_known_by_its_address_else_its_path(tmp_path):
    assert owner_of("https://x.rossum.app/api/v1/hooks/1", tmp_path) == "https://x.rossum.app/api/v1/hooks/1"
    assert owner_of(None, tmp_path / "a" / ".." / "hook.py") == str(tmp_path / "hook.py")
    assert owner_of(None, None) == ""
