"""Hooks of type webhook: where they are called, and what their calls are signed with.

Source: reference 6.3, 6.4 (retry).
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urlsplit

from rossum_studio.model.errors import InvalidHookError
from rossum_studio.model.hook import Hook

LOCAL_HOSTS: Mapping[str, tuple[str, ...]] = {
    "localhost": ("127.0.0.1", "::1"),
    "127.0.0.1": ("127.0.0.1",),
    "::1": ("::1",),
}
"""Hosts that are called, and their addresses: a name is not looked up, it could mean another computer."""

MOST_RETRIES = 4
_KEPT = "/?%&=:@!$'()*+,;~"
RETRIED_CODES = (408, 429, 500, 502, 503, 504)

_WHY = (
    "Here only a webhook on this computer is called, http://localhost:..., http://127.0.0.1:... or "
    "http://[::1]:..., so that no document leaves it. Start the webhook here and put its address into "
    "config.url."
)


@dataclass(frozen=True, slots=True)
class LocalAddress:
    """An address on this computer.

    Args:
        hosts: What to connect to, one after the other.
        netloc: As the URL has it, for the Host header.
        target: Path and query.
    """

    hosts: tuple[str, ...]
    port: int
    netloc: str
    target: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """What is known of a webhook.

    Args:
        secret: Signs each call; empty when there is none.
        retry_count: How often Rossum calls again on events that nobody waits for.
        retries_all: Whether it does so after each answer other than 2xx, or only after some.
    """

    url: str
    secret: str = field(default="", repr=False)
    retry_count: int = MOST_RETRIES
    retries_all: bool = False

    def signatures(self, body: bytes) -> dict[str, str]:
        """The headers that a receiver checks; none without a secret."""
        if not self.secret:
            return {}
        key = self.secret.encode()
        return {
            "X-Rossum-Signature-SHA256": f"sha256={hmac.digest(key, body, hashlib.sha256).hex()}",
            "X-Elis-Signature": f"sha1={hmac.digest(key, body, hashlib.sha1).hex()}",
        }

    def retries(self, status: int) -> int:
        """How often Rossum would call again after such an answer."""
        return self.retry_count if self.retries_all or status in RETRIED_CODES else 0


def is_webhook(hook: Hook) -> bool:
    """Whether it has a URL in place of code; without a type Rossum takes it for a webhook."""
    config = hook.config
    is_untyped = "type" not in hook.attributes and "url" in config and not config.keys() & {"runtime", "code"}
    return hook.attributes.get("type") == "webhook" or is_untyped


def webhook_of(hook: Hook) -> Webhook:
    """The webhook that a hook object describes."""
    config = hook.config
    retry_count = config.get("retry_count")
    return Webhook(
        url=str(config.get("url") or ""),
        secret=str(config.get("secret") or ""),
        retry_count=retry_count if type(retry_count) is int and retry_count >= 0 else MOST_RETRIES,
        retries_all=config.get("retry_on_any_non_2xx") is True,
    )


def local_address(url: str) -> LocalAddress:
    """Where to connect to.

    Raises:
        InvalidHookError: It is no address on this computer; the text says why that matters.
    """
    if not url:
        raise InvalidHookError(f"The webhook has no address: config.url is missing or empty. {_WHY}")
    parts, port = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidHookError(f'config.url is "{url}", which is no web address. {_WHY}')
    if parts.hostname not in LOCAL_HOSTS:
        raise InvalidHookError(f"config.url is on {parts.hostname}, another computer. {_WHY}")
    if parts.scheme == "https":
        raise InvalidHookError(f'config.url is "{url}"; on this computer a webhook is called by http. {_WHY}')
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_KEPT)
    return LocalAddress(LOCAL_HOSTS[parts.hostname], port, parts.netloc.rpartition("@")[2], target)


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        return parts, 80 if parts.port is None else parts.port
    except ValueError as error:
        raise InvalidHookError(f'config.url is "{url}", which cannot be read: {error}. {_WHY}') from None
