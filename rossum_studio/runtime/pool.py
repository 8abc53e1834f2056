"""Workers booted ahead of their run, so that a run finds one waiting. It has no event loop of its own.

Up to two wait: one with the payload of the next run parsed, and one without any, for two runs in a row or a
payload that changes. Each serves one run and dies; the next are booted once its outcome is known.
"""

import threading
from collections.abc import Callable

from rossum_studio.runtime.conversation import Conversation, Phase
from rossum_studio.runtime.exchange import Exchange, Watcher
from rossum_studio.runtime.launch import NotSupportedError
from rossum_studio.runtime.spare import Moment, Need, Spare

SIZE = 2
BURY_POLL_S = 0.01
LOOK_AGAIN_S = 10.0
FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 60.0

_COMPLETE = {Phase.READY, Phase.LOADED}
_READINESS = (Phase.ENDED, Phase.BOOTING, Phase.READY, Phase.LOADING, Phase.LOADED)


class Pool:
    """Spares for one need at a time. Use it from the main thread only.

    Whoever owns it calls `tend` now and then, and after anything happened to what the watcher watches.
    """

    def __init__(self, watcher: Watcher, clock: Callable[[], Moment] = Moment) -> None:
        self._watcher = watcher
        self._clock = clock
        self._need: Need | None = None
        self._spares: list[Spare] = []
        self._departing: list[Exchange] = []
        self._runs = 0
        self._failures = 0
        self._retry_at_s = 0.0

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to wait for: a run now finds the best there is."""
        is_ready = self._is_complete if self._need is not None else not self._spares
        return is_ready and not self._departing

    @property
    def _is_complete(self) -> bool:
        wanted = {Phase.READY} if self._need is None or self._need.payload is None else _COMPLETE
        return len(self._spares) == SIZE and {spare.phase for spare in self._spares} == wanted

    @property
    def is_failing(self) -> bool:
        """Whether workers do not start, or die before they are ready; runs then start their own."""
        return self._failures > 1

    def prepare(self, need: Need | None) -> None:
        """Say what the next run will need; None when there will be none for now."""
        if need != self._need:
            self._failures, self._retry_at_s = 0, 0.0  # what kept the last ones from starting may be gone
        self._need = need
        for spare in [spare for spare in self._spares if need is None or not spare.suits(need)]:
            self._discard(spare)

    def start(self, code: str, filename: str, need: Need) -> Exchange:
        """Run the code, in a spare if one suits and in a fresh worker if not.

        Args:
            need: With a payload.

        Returns:
            Still watched by the watcher, if it was a spare. Conclude it, then hand it to `retire`.

        Raises:
            NotSupportedError: On Windows.
            OSError: There was no spare, and a worker cannot be started.
        """
        assert need.payload is not None
        spare = self._take(need)
        if spare is None:
            exchange = Exchange.start(
                Conversation(code, filename, need.payload, need.limits), need.make_launch
            )
        else:
            exchange = spare.exchange
            if spare.payload is None:
                spare.give(need.payload, self._clock())
            exchange.conversation.begin(code, filename, need.limits, spare.told_to(need))
            exchange.write()
        self._runs += 1
        return exchange

    def retire(self, exchange: Exchange) -> None:
        """Take back what `start` returned, concluded."""
        self._runs -= 1
        exchange.kill()
        self._departing.append(exchange)

    def tend(self) -> float:
        """Do what is due; returns in how many seconds to look again at the latest."""
        self._departing = [exchange for exchange in self._departing if not exchange.bury()]
        now = self._clock()
        self._drop_useless(now)
        if self._need is not None and not self._runs:
            self._load_one(self._need, now)
            self._refill(self._need, now)
        return self._rest_s(now)

    def close(self) -> None:
        """End every spare and wait until all processes are gone."""
        self.prepare(None)
        for exchange in self._departing:
            exchange.end()
        self._departing.clear()

    def _take(self, need: Need) -> Spare | None:
        """Remove the readiest spare that suits and lives."""
        for spare in sorted(self._spares, key=_readiness, reverse=True):
            if not spare.suits(need):
                continue
            spare.exchange.catch_up()  # it may have died a moment ago
            if not spare.exchange.conversation.finished:
                self._spares.remove(spare)
                return spare
        return None

    def _rest_s(self, now: Moment) -> float:
        if self._departing:
            return BURY_POLL_S
        until_retry_s = self._retry_at_s - now.monotonic_s
        return min(until_retry_s, LOOK_AGAIN_S) if until_retry_s > 0 else LOOK_AGAIN_S

    def _drop_useless(self, now: Moment) -> None:
        if self._is_complete:
            self._failures = 0
        for spare in list(self._spares):
            is_waiting = spare.phase in (Phase.READY, Phase.LOADED)
            if spare.phase is Phase.ENDED or spare.is_stale(now):
                self._discard(spare)
                if not is_waiting:
                    self._note_failure(now)

    def _load_one(self, need: Need, now: Moment) -> None:
        if need.payload is None or any(spare.payload is not None for spare in self._spares):
            return
        ready = next((spare for spare in self._spares if spare.phase is Phase.READY), None)
        if ready is not None:
            ready.give(need.payload, now)

    def _refill(self, need: Need, now: Moment) -> None:
        while len(self._spares) < SIZE and now.monotonic_s >= self._retry_at_s:
            # Linux kills the child of a thread that ends, though its process goes on
            assert threading.current_thread() is threading.main_thread()
            try:
                spare = Spare.boot(need, now)
            except (OSError, NotSupportedError):  # a run will say why, if it stays so
                self._note_failure(now)
                return
            self._spares.append(spare)
            self._watcher.watch(spare.exchange)

    def _note_failure(self, now: Moment) -> None:
        """Try again soon, then less and less often."""
        delay_s = min(FIRST_RETRY_S * 2**self._failures, LONGEST_RETRY_S)
        self._retry_at_s = now.monotonic_s + delay_s
        self._failures += 1

    def _discard(self, spare: Spare) -> None:
        self._spares.remove(spare)
        self._watcher.unwatch(spare.exchange)
        spare.exchange.conclude()
        self._departing.append(spare.exchange)


def _readiness(spare: Spare) -> int:
    return _READINESS.index(spare.phase)
