"""The time limit of a run that can be paused: what it stands still for does not count."""


class RunClock:
    """Counts the seconds of a phase. Times are readings of one monotonic clock."""

    def __init__(self, now_s: float) -> None:
        self._began_s = now_s
        self._paused_s: float | None = None

    def restart(self, now_s: float) -> None:
        """Begin with the next phase."""
        self._began_s, self._paused_s = now_s, None

    def pause(self, now_s: float) -> None:
        """Stand still. Harmless when it does already."""
        if self._paused_s is None:
            self._paused_s = now_s

    def resume(self, now_s: float) -> None:
        """Go on where it stood. Harmless when it is going."""
        if self._paused_s is not None:
            self._began_s += now_s - self._paused_s
            self._paused_s = None

    def remaining_s(self, limit_s: float, now_s: float) -> float | None:
        """How long until the limit is reached; None while it stands still."""
        return None if self._paused_s is not None else self._began_s + limit_s - now_s
