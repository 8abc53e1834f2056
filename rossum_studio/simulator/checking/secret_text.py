"""Texts that look like a password, a key or a token, by their name or by themselves.

Source: practice, "Traps".
"""

import string
from urllib.parse import urlsplit

_WORDS = frozenset(("password", "passwd", "pwd", "passphrase", "secret", "apikey", "token"))
_PAIRS = frozenset(
    (("api", "key"), ("access", "key"), ("private", "key"), ("secret", "key"), ("client", "secret"))
)
_SCHEMES = ("bearer ", "basic ", "token ")
_PREFIXES = ("sk-", "sk_live_", "akia", "ghp_", "github_pat_", "xoxb-", "xoxp-", "eyj")
_STAND_INS = ("xxx", "your", "example", "change", "<", "...", "***", "{", "$", "test", "dummy", "placeholder")
_SHORTEST = 6
_SHORTEST_BY_ITSELF = 20
_HEX_LENGTHS = (32, 40, 64)


def is_secret_name(name: str) -> bool:
    """Whether a variable or key of this name holds a secret."""
    words = _words(name)
    return bool(words) and (words[-1] in _WORDS or tuple(words[-2:]) in _PAIRS)


def is_secret_value(text: str) -> bool:
    """Whether a text can be a secret: no sentence, no identifier, no stand-in."""
    is_word = text.replace("_", "").replace("-", "").isalpha() and (text.islower() or text.isupper())
    return len(text) >= _SHORTEST and " " not in text and not is_word and not _is_stand_in(text)


def is_secret(text: str) -> bool:
    """Whether a text is a secret whatever it is called: a token, a key, an address with a password."""
    lowered = text.lower()
    for scheme in _SCHEMES:
        if lowered.startswith(scheme):
            return is_secret_value(text[len(scheme) :]) and len(text) >= _SHORTEST_BY_ITSELF
    is_known = lowered.startswith(_PREFIXES) and len(text) >= _SHORTEST_BY_ITSELF and is_secret_value(text)
    return is_known or _is_hexadecimal(text) or _has_password(text)


def _words(name: str) -> list[str]:
    """The words of `clientSecret`, `client_secret` and `CLIENT_SECRET`."""
    if name.isupper():
        name = name.lower()
    spaced = "".join(
        f" {one.lower()}" if one.isupper() else one for one in name.replace("'", "").replace('"', "")
    )
    return spaced.replace("_", " ").replace("-", " ").split()


def _is_stand_in(text: str) -> bool:
    lowered = text.lower()
    return any(stand_in in lowered for stand_in in _STAND_INS)


def _is_hexadecimal(text: str) -> bool:
    is_hex = all(one in string.hexdigits for one in text)
    return len(text) in _HEX_LENGTHS and is_hex and len(set(text)) > 6 and not text.isdigit()


def _has_password(text: str) -> bool:
    if "://" not in text:
        return False
    try:
        password = urlsplit(text).password
    except ValueError:
        return False
    return bool(password) and not _is_stand_in(password or "")
