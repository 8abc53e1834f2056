"""Workers with a debugger in them, one booted ahead: importing a debugger takes a while. No event loop."""

import threading
from collections.abc import Callable, Iterable

from rossum_studio.runtime.conversation import Phase
from rossum_studio.runtime.debugging.exchange import DebugExchange
from rossum_studio.runtime.debugging.launching import DebugLaunch
from rossum_studio.runtime.debugging.session import Breakpoint, ExceptionStops
from rossum_studio.runtime.exchange import Exchange, Watcher
from rossum_studio.runtime.launch import NotSupportedError
from rossum_studio.runtime.pool import BURY_POLL_S, LOOK_AGAIN_S
from rossum_studio.runtime.spare import Moment, Need, Spare


class DebugWorkers:
    """Keeps one worker ready for a need at a time, from `prepare` on. Use it from the main thread only.

    A need is the same as that of an ordinary run. Whoever owns this calls `tend` now and then, and after
    anything happened to what the watcher watches. The watcher can leave the debug descriptor alone: nothing
    arrives there before `start`.
    """

    def __init__(self, watcher: Watcher, clock: Callable[[], Moment] = Moment) -> None:
        self._watcher = watcher
        self._clock = clock
        self._need: Need | None = None
        self._spare: Spare | None = None
        self._departing: list[Exchange] = []
        self._runs = 0
        self._has_failed = False

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to wait for: a run now finds the best there is."""
        if self._departing:
            return False
        if self._need is None or self._has_failed:
            return self._spare is None
        wanted = Phase.READY if self._need.payload is None else Phase.LOADED
        return self._spare is not None and self._spare.phase is wanted

    def prepare(self, need: Need | None) -> None:
        """Say what the next run will need; None when nothing will be debugged for now."""
        if need != self._need:
            self._has_failed = False
        self._need = need
        if self._spare is not None and (need is None or not self._spare.suits(need)):
            self._discard(self._spare)

    def start(
        self,
        code: str,
        filename: str,
        need: Need,
        breakpoints: Iterable[Breakpoint] = (),
        exception_stops: ExceptionStops = ExceptionStops.OFF,
    ) -> DebugExchange:
        """Run the code under the debugger, in the spare if it suits and in a fresh worker if not.

        Args:
            code: The handler's source.
            filename: What tracebacks call it; it need not exist.
            need: With a payload.
            breakpoints: Where to stop.
            exception_stops: At which exceptions to stop.

        Returns:
            Watched by nobody. Conclude it, then hand it to `retire`.

        Raises:
            NotSupportedError: On Windows, or there is no debugger for the language.
            OSError: There was no spare, and a worker cannot be started.
        """
        assert need.payload is not None
        spare = self._take(need) or self._boot(need)
        exchange = spare.exchange
        assert isinstance(exchange, DebugExchange)
        if spare.payload is None:
            spare.give(need.payload, self._clock())
        exchange.begin(code, filename, need.limits, breakpoints, exception_stops, spare.told_to(need))
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
        spare, now = self._spare, self._clock()
        if spare is not None and (spare.phase is Phase.ENDED or spare.is_stale(now)):
            self._has_failed = spare.phase is Phase.ENDED and spare.payload is None
            self._discard(spare)
        elif spare is not None and spare.phase is Phase.READY and spare.payload is None:
            self._give_payload(spare, now)
        if self._need is not None and self._spare is None and not self._runs and not self._has_failed:
            self._boot_ahead(self._need)
        return BURY_POLL_S if self._departing else LOOK_AGAIN_S

    def close(self) -> None:
        """End the spare and wait until all processes are gone."""
        self.prepare(None)
        for exchange in self._departing:
            exchange.end()
        self._departing.clear()

    def _take(self, need: Need) -> Spare | None:
        """Remove the spare, if it suits and lives."""
        spare = self._spare
        if spare is None or not spare.suits(need):
            return None
        spare.exchange.catch_up()  # it may have died a moment ago
        if spare.exchange.conversation.finished:
            return None
        self._spare = None
        self._watcher.unwatch(spare.exchange)
        return spare

    def _give_payload(self, spare: Spare, now: Moment) -> None:
        if self._need is not None and self._need.payload is not None:
            spare.give(self._need.payload, now)

    def _boot_ahead(self, need: Need) -> None:
        try:
            self._spare = self._boot(need)
        except (OSError, NotSupportedError):  # a run will say why, if it stays so
            self._has_failed = True
        else:
            self._watcher.watch(self._spare.exchange)

    def _boot(self, need: Need) -> Spare:
        # Linux kills the child of a thread that ends, though its process goes on
        assert threading.current_thread() is threading.main_thread()
        exchange = DebugExchange.boot(DebugLaunch(need.make_launch), need.limits)
        return Spare(exchange, need.limits, need.make_launch, self._clock())

    def _discard(self, spare: Spare) -> None:
        self._spare = None
        self._watcher.unwatch(spare.exchange)
        spare.exchange.conclude()
        self._departing.append(spare.exchange)
