"""A worker that waits for its run, and whether it is still worth keeping."""

import time
from dataclasses import dataclass, field, replace

from rossum_studio.runtime.conversation import BOOT_TIMEOUT_S, Conversation, Phase
from rossum_studio.runtime.exchange import Exchange, MakeLaunch
from rossum_studio.runtime.later import Later
from rossum_studio.runtime.launch import Limits, python_launch

MAX_AGE_S = 30 * 60.0
SLEPT_S = 60.0  # smaller differences between the clocks come from setting the time


@dataclass(frozen=True, slots=True)
class Moment:
    """A reading of both clocks: the monotonic one stands still while the computer sleeps."""

    monotonic_s: float = field(default_factory=time.monotonic)
    wall_s: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class Need:
    """What a run needs of its worker.

    Attributes:
        payload: JSON text. Known again by identity, never by content: it may be large. None when it will be
            another one each time: then every spare waits without any.
        limits: Those of the run.
        make_launch: Starts the worker; equal values start equal workers.
        later: The way to this payload from one that a spare may have.
    """

    payload: bytes | None
    limits: Limits = Limits()  # noqa: RUF009 - a frozen value
    make_launch: MakeLaunch = python_launch
    later: Later | None = None


@dataclass(eq=False, slots=True)
class Spare:
    """A worker booted for a need.

    Attributes:
        since: When it was booted or, later, given its payload.
        payload: None until it has been given one.
    """

    exchange: Exchange
    limits: Limits
    make_launch: MakeLaunch
    since: Moment
    payload: bytes | None = None

    @classmethod
    def boot(cls, need: Need, now: Moment) -> "Spare":
        """Start a worker for the need, without its payload.

        Raises:
            NotSupportedError: On Windows.
            OSError: The worker cannot be started.
        """
        exchange = Exchange.start(Conversation.ahead(need.limits), need.make_launch)
        return cls(exchange, need.limits, need.make_launch, now)

    @property
    def phase(self) -> Phase:
        """How far it is; ENDED when it died while it waited."""
        return self.exchange.conversation.phase

    def give(self, payload: bytes, now: Moment) -> None:
        """Have it parse the payload."""
        self.payload, self.since = payload, now
        self.exchange.conversation.give_payload(payload)
        self.exchange.write()

    def suits(self, need: Need) -> bool:
        """Whether a run with this need could use it: it was booted alike, and has no other payload."""
        is_same = self.make_launch is need.make_launch and self.limits is need.limits
        if not is_same and not (self.make_launch == need.make_launch and _allows(self.limits, need.limits)):
            return False
        return self.payload is None or self.payload is need.payload or self.told_to(need) is not None

    def told_to(self, need: Need) -> bytes | None:
        """What to tell it so that its payload becomes that of the need; None when that is no way."""
        later = need.later
        has_base = later is not None and self.payload is later.base and self.payload is not need.payload
        return later.told if later is not None and has_base else None

    def is_stale(self, now: Moment) -> bool:
        """Whether it has waited too long, slept with the computer, or takes too long to get ready."""
        awake_s = now.monotonic_s - self.since.monotonic_s
        slept_s = now.wall_s - self.since.wall_s - awake_s
        is_waiting = self.phase in (Phase.READY, Phase.LOADED)
        return awake_s > (MAX_AGE_S if is_waiting else BOOT_TIMEOUT_S) or slept_s > SLEPT_S


def _allows(limits: Limits, wanted: Limits) -> bool:
    """Whether a worker booted with these limits will do: only a shorter time is the host's to see to."""
    return limits.timeout_s >= wanted.timeout_s and limits == replace(wanted, timeout_s=limits.timeout_s)
