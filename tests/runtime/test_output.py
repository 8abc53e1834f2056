"""What is kept of a long output, and what is said about the rest."""

from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.runtime.output import CapturedOutput


@given(st.lists(st.binary(max_size=30), max_size=20))
def test_beginning_and_end_are_kept_and_all_bytes_counted(pieces):
    output = CapturedOutput(head_bytes=16, tail_bytes=8)
    for piece in pieces:
        output.feed(piece)

    everything = b"".join(pieces)
    assert output.total == len(everything)
    assert output.cut_bytes == max(0, len(everything) - 24)
    if output.cut_bytes:
        assert output.text.startswith(everything[:16].decode(errors="replace"))
        assert output.text.endswith(everything[-8:].decode(errors="replace"))
    else:
        assert output.text == everything.decode(errors="replace")


def test_the_cut_is_marked_with_its_size():
    output = CapturedOutput(head_bytes=2, tail_bytes=2)
    output.feed(b"ab" + b"x" * 1500 + b"yz")

    assert output.text == "ab\n... 1,500 bytes cut ...\nyz"


def test_bytes_that_are_not_utf8_are_replaced():
    output = CapturedOutput()
    output.feed(b"caf\xe9 \xc4")
    output.feed(b"\x8d")

    assert output.text == "caf\ufffd \u010d"
