"""One worker that is called again and again, to show what a handler leaves behind in its process.

The platform promises neither a fresh process nor the same one, so a handler must do with both: module level
caches, changed globals and threads that run on are found here.

Source: reference 6.4 (state), chapter 12 row 26.
"""

from dataclasses import dataclass

from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.exchange import Exchange, MakeLaunch
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.spare import Need


@dataclass(frozen=True, slots=True)
class _Handler:
    """What a process was started for. It serves calls of an equal one, whatever their payload."""

    code: str
    filename: str
    limits: Limits
    make_launch: MakeLaunch


class KeptWorker:
    """Starts runs as a pool does, in the process of the run before if that is alive and was of the same code.

    One run at a time, from the main thread only. It boots nothing ahead and watches nothing in between.
    """

    def __init__(self) -> None:
        self._handler: _Handler | None = None
        self._waiting: Exchange | None = None
        self._departing: list[Exchange] = []

    def start(self, code: str, filename: str, need: Need) -> Exchange:
        """Run the code, in the process that waits if it suits and in a fresh one if not.

        Args:
            need: With a payload.

        Returns:
            Watched by nobody. Conclude it, then hand it to `retire`.

        Raises:
            NotSupportedError: On Windows.
            OSError: A worker cannot be started.
        """
        assert need.payload is not None
        self.tend()
        handler = _Handler(code, filename, need.limits, need.make_launch)
        if handler == self._handler:
            exchange = self._call_again(handler, need.payload)
            if exchange is not None:
                return exchange
        self._dismiss()
        self._handler = handler
        conversation = Conversation(code, filename, need.payload, need.limits, keep=True)
        return Exchange.start(conversation, need.make_launch)

    def retire(self, exchange: Exchange) -> None:
        """Take back what `start` returned, concluded. Its worker waits if it came back from the handler."""
        if exchange.conversation.is_kept:
            self._waiting = exchange
        else:
            self._departing.append(exchange)
        self.tend()

    def tend(self) -> bool:
        """Clear away what has ended; returns whether something is still about to."""
        self._departing = [exchange for exchange in self._departing if not exchange.bury()]
        return bool(self._departing)

    def close(self) -> None:
        """End the worker and wait until it is gone."""
        self._dismiss()
        for exchange in self._departing:
            exchange.child.process.wait()
        self.tend()

    def _call_again(self, handler: _Handler, payload: bytes) -> Exchange | None:
        """Call the worker that waits; None when there is none, or it died while it waited."""
        if self._waiting is None:
            return None
        exchange = self._waiting.next_call(handler.code, handler.filename, payload, handler.limits)
        self._waiting = exchange
        exchange.catch_up()
        if exchange.conversation.finished:
            return None
        self._waiting = None
        exchange.write()
        return exchange

    def _dismiss(self) -> None:
        exchange, self._waiting = self._waiting, None
        if exchange is not None:
            exchange.child.kill_group()
            self._departing.append(exchange)
            self.tend()
