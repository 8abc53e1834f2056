"""Frames survive any chopping of the stream and any junk around them."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.runtime.protocol import (
    MARKER,
    Frame,
    FrameReader,
    FrameTooLongError,
    Kind,
    encode_frame,
    json_frame,
)

NONCE = "0123456789abcdef" * 2
PREFIX = MARKER + NONCE.encode() + b" "

frames_strategy = st.lists(
    st.builds(Frame, st.sampled_from([str(kind) for kind in Kind]), st.binary(max_size=60))
)
junk_strategy = st.one_of(
    st.binary(max_size=80),
    st.integers(0, len(PREFIX)).map(lambda size: PREFIX[:size]),
    st.just(MARKER + b"f" * 32 + b" result 5\nhello"),
    st.just(PREFIX + b"result five\n"),
    st.just(PREFIX + b"a" * 100),
)


def feed_in_pieces(reader: FrameReader, stream: bytes, cuts: list[int]) -> list[Frame]:
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    pieces = [stream[start:end] for start, end in pairwise(edges)]
    return [frame for piece in pieces for frame in reader.feed(piece)]


@given(frames_strategy, st.lists(st.integers(min_value=0)))
def test_chopping_the_stream_anywhere_gives_the_same_frames(frames, cuts):
    stream = b"".join(encode_frame(NONCE, frame) for frame in frames)

    assert feed_in_pieces(FrameReader(NONCE), stream, cuts) == frames


@given(frames_strategy, junk_strategy, st.lists(st.integers(min_value=0), max_size=6))
def test_junk_before_between_and_after_frames_is_skipped_and_counted(frames, junk, cuts):
    stream = junk + b"".join(encode_frame(NONCE, frame) + junk for frame in frames)
    reader = FrameReader(NONCE)

    assert feed_in_pieces(reader, stream, cuts) == frames
    feed_in_pieces(reader, encode_frame(NONCE, Frame("end")), [])
    assert reader.junk_bytes == len(junk) * (len(frames) + 1)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_or_find_a_frame(data):
    assert FrameReader(NONCE).feed(data) == []


def test_a_frame_with_another_nonce_is_junk():
    forged = encode_frame("f" * 32, Frame("result", b"{}"))

    reader = FrameReader(NONCE)

    assert reader.feed(forged + encode_frame(NONCE, Frame("memory"))) == [Frame("memory")]
    assert reader.junk_bytes == len(forged)


def test_a_body_may_hold_what_looks_like_a_frame():
    inner = encode_frame(NONCE, Frame("result", b"{}"))

    assert FrameReader(NONCE).feed(encode_frame(NONCE, Frame("payload", inner))) == [Frame("payload", inner)]


def test_a_frame_over_the_cap_is_refused_from_its_header_alone():
    before = encode_frame(NONCE, Frame("ready", b"{}"))
    reader = FrameReader(NONCE, max_length=10)

    with pytest.raises(FrameTooLongError) as refused:
        reader.feed(before + PREFIX + b"result 11\n")

    assert refused.value.length == 11
    assert refused.value.kind == "result"
    assert refused.value.frames == [Frame("ready", b"{}")]


def test_a_frame_exactly_at_the_cap_is_read():
    assert FrameReader(NONCE, max_length=3).feed(encode_frame(NONCE, Frame("result", b"abc"))) == [
        Frame("result", b"abc")
    ]


def test_a_json_frame_carries_any_text():
    frame = json_frame(Kind.RUN, {"code": "print('\u017e\ud800')\n"})

    assert json.loads(frame.body) == {"code": "print('\u017e\ud800')\n"}
