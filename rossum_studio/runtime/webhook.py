"""A call of a webhook on this computer, in place of a worker; whatever comes back is judged as Rossum would.

Source: reference 5.7 (answers other than 2xx), 6.3, 6.4.
"""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.hook import Hook
from rossum_studio.model.webhook import Webhook, local_address, webhook_of
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Cut, HandlerException, Outcome, Status
from rossum_studio.runtime.play import Job

RUNTIME = "webhook"
MAX_ANSWER = 64 * 1024 * 1024
_LONGEST_TEXT = 4096  # of a message (reference 5.2)
_ACCEPTED = 202


@dataclass(frozen=True, slots=True)
class WebhookJob(Job):
    """A payload to be posted to a webhook."""

    webhook: Webhook = Webhook("")  # noqa: RUF009 - a frozen value


@dataclass(frozen=True, slots=True)
class WebhookOutcome(Outcome):
    """How a call ended.

    Attributes:
        used: What Rossum makes of it: the answer, or messages about what went wrong.
        status_code: Of the answer; None when there was none.
    """

    used: Mapping[str, Any] | None = None
    status_code: int | None = None

    @property
    def sentence(self) -> str:
        """Return the one line that tells a user how the call ended."""
        return self.detail or f"Completed in {self.duration_ms:.1f} ms"


def webhook_job(hook: Hook, payload: bytes, limits: Limits, *, is_interactive: bool) -> WebhookJob:
    """The call that a hook object describes.

    Raises:
        InvalidHookError: Its address is not on this computer.
    """
    webhook = webhook_of(hook)
    local_address(webhook.url)
    if is_interactive:
        webhook = Webhook(webhook.url, webhook.secret, retry_count=0)
    return WebhookJob("", webhook.url, payload, limits, webhook=webhook)


def used_of(outcome: Outcome) -> Mapping[str, Any] | None:
    """The answer as far as Rossum uses it."""
    return outcome.used if isinstance(outcome, WebhookOutcome) else outcome.response


def with_webhooks(run: Callable[[Job], Outcome]) -> Callable[[Job], Outcome]:
    """What runs jobs, calls of webhooks included; it waits for each."""

    def run_or_call(job: Job) -> Outcome:
        return WebhookCall(job).perform() if isinstance(job, WebhookJob) else run(job)

    return run_or_call


class WebhookCall:
    """One call. `perform` blocks, and `stop` ends it from another thread."""

    def __init__(self, job: WebhookJob) -> None:
        self._job = job
        self._address = local_address(job.webhook.url)
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cut: Cut | None = None

    def perform(self) -> WebhookOutcome:
        """Post the payload and wait for the answer; returns how it ended, also when there is none."""
        started = time.perf_counter()
        clock = threading.Timer(self._job.limits.timeout_s, self._end, [Cut.TIMED_OUT])
        clock.start()
        try:
            ending: _Answer | Exception = self._post()
        except (OSError, http.client.HTTPException) as error:
            ending = error
        finally:
            clock.cancel()
            clock.join()
            self._close()
        duration_ms = (time.perf_counter() - started) * 1000
        return _Judge(self._job, duration_ms).outcome(ending, self._cut)

    def stop(self) -> None:
        """End the call now."""
        self._end(Cut.STOPPED)

    def _post(self) -> "_Answer":
        connection = http.client.HTTPConnection(self._address.hosts[0], self._address.port)
        connection.sock = self._connect()
        body = self._job.payload
        headers = {
            "Host": self._address.netloc,
            "Content-Type": "application/json",
            "Accept": "application/json",
            **self._job.webhook.signatures(body),
        }
        connection.request("POST", self._address.target, body, headers)
        with connection.getresponse() as response:
            return _Answer(response.status, response.reason, response.read(MAX_ANSWER + 1))

    def _connect(self) -> socket.socket:
        """Connect to the first address that somebody listens at."""
        refusal: OSError = ConnectionRefusedError()
        for host in self._address.hosts:
            try:
                found = socket.create_connection((host, self._address.port), self._job.limits.timeout_s)
            except OSError as error:
                refusal = error
                continue
            with self._lock:
                self._socket = found
                if self._cut is not None:
                    raise ConnectionAbortedError
            return found
        raise refusal

    def _end(self, cut: Cut) -> None:
        """Have whatever waits for the socket wake up."""
        with self._lock:
            if self._cut is None:
                self._cut = cut
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return  # it is over already

    def _close(self) -> None:
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    reason: str
    body: bytes

    @property
    def words(self) -> str:
        """Such as "500 Internal Server Error"."""
        return f"{self.status} {self.reason}".rstrip()

    def parsed(self) -> Any:
        """The JSON in it; None for an empty one.

        Raises:
            ValueError: It is none.
        """
        return json.loads(self.body, parse_constant=_refuse_constant) if self.body.strip() else None


@dataclass(frozen=True, slots=True)
class _Judge:
    """Says what Rossum would make of a call."""

    job: WebhookJob
    duration_ms: float

    def outcome(self, ending: _Answer | Exception, cut: Cut | None) -> WebhookOutcome:
        if cut is Cut.STOPPED:
            return self._failed(Status.STOPPED, "Stopped")
        if cut is Cut.TIMED_OUT or isinstance(ending, TimeoutError):
            return self._timed_out()
        if isinstance(ending, Exception):
            return self._unreachable(ending)
        if not 200 <= ending.status < 300:
            return self._refused(ending)
        if ending.status == _ACCEPTED:
            return self._invalid(
                ending,
                "It answered 202: Rossum would ask for the result at its Location every 30 s, "
                "which is not done here. Answer 200 with the result itself.",
            )
        return self._answered(ending)

    def _answered(self, answer: _Answer) -> WebhookOutcome:
        if len(answer.body) > MAX_ANSWER:
            return self._invalid(answer, f"its answer is longer than {MAX_ANSWER // 1024**2} MB.")
        try:
            found = answer.parsed()
        except (ValueError, RecursionError) as error:
            return self._invalid(answer, f"its answer is no JSON ({error}); expected a JSON object.")
        if found is not None and not isinstance(found, dict):
            return self._invalid(answer, "its answer is JSON, but no object; expected a JSON object.")
        body = answer.body if answer.body.strip() else b"null"
        return self._make(Status.OK, response=found or {}, response_bytes=body, used=found or {})

    def _refused(self, answer: _Answer) -> WebhookOutcome:
        """Rossum shows the messages of such an answer, else its text, and uses nothing else of it."""
        try:
            found = answer.parsed()
        except (ValueError, RecursionError):
            found = None
        messages = found.get("messages") if isinstance(found, dict) else None
        text = answer.body.decode(errors="replace").strip()[:_LONGEST_TEXT]
        is_said = isinstance(messages, list)
        shown = "its messages and uses nothing else of it" if is_said else "its text"
        retries = self._retry_words(answer.status)
        detail = f"The webhook answered {answer.words}. Rossum shows {shown}.{retries}"
        return self._make(
            Status.EXCEPTION,
            response=found if isinstance(found, dict) else None,
            exception=HandlerException(f"HTTP {answer.status}", answer.reason, None, ""),
            detail=detail,
            used={"messages": messages} if is_said else _error(text or f"HTTP {answer.words}"),
            status_code=answer.status,
        )

    def _retry_words(self, status: int) -> str:
        retries = self.job.webhook.retries(status)
        return f" It would call again, up to {retries} times." if retries else ""

    def _timed_out(self) -> WebhookOutcome:
        detail = f"Timed out (limit {self.job.limits.timeout_s:g} s): the webhook did not answer."
        said = f'Read timeout on endpoint URL: "{self.job.webhook.url}"'
        return self._make(Status.TIMEOUT, detail=detail, used=_error(said))

    def _unreachable(self, error: Exception) -> WebhookOutcome:
        url = self.job.webhook.url
        if isinstance(error, ConnectionRefusedError):
            detail = f"Nothing listens at {url}: start the webhook there, then run again."
        else:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            detail = f"The webhook at {url} broke the connection off without a whole answer: {reason}."
        return self._failed(Status.CRASHED, detail)

    def _invalid(self, answer: _Answer, reason: str) -> WebhookOutcome:
        reason = reason[0].upper() + reason[1:]
        return self._failed(Status.INVALID_RESPONSE, f"Invalid response: {reason}", answer.status)

    def _failed(self, status: Status, detail: str, status_code: int | None = None) -> WebhookOutcome:
        return self._make(status, detail=detail, used=_error(detail), status_code=status_code)

    def _make(self, status: Status, **seen: Any) -> WebhookOutcome:
        limits = self.job.limits
        return WebhookOutcome(
            status,
            runtime=RUNTIME,
            duration_ms=self.duration_ms,
            total_ms=self.duration_ms,
            timeout_s=limits.timeout_s,
            memory_mb=limits.memory_mb,
            **seen,
        )


def _error(text: str) -> dict[str, Any]:
    return {"messages": [{"type": "error", "content": text}]}


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
