"""Messages of both protocols: the same whichever way the bytes are chopped."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.runtime.debugging import cdp, dap
from rossum_studio.runtime.debugging.messages import ProtocolError

TEXTS = st.text(max_size=20)


def chopped(data: bytes, cuts: list[int]) -> list[bytes]:
    """Cut bytes at these places."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


@given(st.lists(TEXTS, max_size=4), st.lists(st.integers(0, 10_000), max_size=6))
@settings(max_examples=60, deadline=None)
def test_dap_events_do_not_depend_on_where_the_bytes_are_chopped(texts, cuts):
    sent = b"".join(
        dap.encode({"type": "event", "event": "output", "body": {"text": each}}) for each in texts
    )
    client, found = dap.Client(), []

    for piece in chopped(sent, cuts):
        client.feed(piece, lambda event: found.append(event.body["text"]))

    assert found == texts


@given(st.lists(TEXTS, max_size=4), st.lists(st.integers(0, 10_000), max_size=6))
@settings(max_examples=60, deadline=None)
def test_cdp_notices_do_not_depend_on_where_the_bytes_are_chopped(texts, cuts):
    lines = [json.dumps({"method": "Some.event", "params": {"text": each}}).encode() for each in texts]
    client, found = cdp.Client(), []

    for piece in chopped(b"".join(line + b"\n" for line in lines), cuts):
        client.feed(piece, lambda notice: found.append(notice.body["text"]))

    assert found == texts


def test_a_dap_reply_goes_to_whoever_asked():
    client, replies = dap.Client(), []
    client.request("threads")
    client.request("scopes", take=replies.append)
    failure = {"type": "response", "request_seq": 2, "success": False, "message": "no such frame"}

    client.feed(dap.encode(failure), lambda _event: None)

    assert [(reply.success, reply.message) for reply in replies] == [(False, "no such frame")]


def test_a_cdp_reply_goes_to_whoever_asked():
    client, replies = cdp.Client(), []
    client.request("Debugger.pause")
    client.request("Runtime.getIsolateId", take=replies.append)

    client.feed(b'{"id": 2, "result": {"id": "7"}}\n', lambda _notice: None)

    assert [(reply.success, reply.body) for reply in replies] == [(True, {"id": "7"})]


@pytest.mark.parametrize(
    "data", [b"Content-Type: x\r\n\r\n", b"Content-Length: 2\r\n\r\n[]", b"Content-Length: 1\r\n\r\n{"]
)
def test_what_is_no_dap_is_refused(data):
    with pytest.raises(ProtocolError):
        dap.Client().feed(data, lambda _event: None)


@pytest.mark.parametrize("data", [b"junk\n", b"[]\n", b"\xff\n"])
def test_what_is_no_cdp_is_refused(data):
    with pytest.raises(ProtocolError):
        cdp.Client().feed(data, lambda _notice: None)
