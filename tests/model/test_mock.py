"""Mocks: which request one answers, with what, and what is said about a damaged file."""

import json

import pytest

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.http import AnsweredBy, HttpRequest
from rossum_studio.model.mock import Mock, read_mocks, save_mock
from rossum_studio.simulator.world import World

RATES = "https://api.example.com/rates"


def get(url: str, method: str = "GET") -> HttpRequest:
    return HttpRequest(method, url)


@pytest.mark.parametrize(
    ("pattern", "url", "answers"),
    [
        (RATES, RATES, True),
        (RATES, f"{RATES}?base=eur", False),
        (f"{RATES}?a=1&b=2", f"{RATES}?b=2&a=1", True),
        (f"{RATES}*", f"{RATES}?base=eur", True),
        ("https://API.example.com/rates", RATES, True),
        ("https://api.example.com", "https://api.example.com/", True),
        ("*", "http://anything.example/at/all", True),
        ("https://*.example.com/*", RATES, True),
        ("https://*.example.org/*", RATES, False),
        ("https://api.example.com/r.tes", RATES, False),  # a dot is a dot
    ],
)
def test_an_address_is_itself_and_a_star_is_anything(pattern, url, answers):
    assert Mock("GET", pattern).answers(get(url)) is answers


def test_another_method_is_another_request():
    assert not Mock("POST", RATES).answers(get(RATES))


def test_the_most_precise_answer_is_taken():
    world = World(
        (Mock("GET", "*", 200, body=1), Mock("GET", f"{RATES}*", body=2), Mock("GET", RATES, body=3))
    )

    assert world.answer(get(RATES)).body == b"3"
    assert world.answer(get(f"{RATES}/x")).body == b"2"
    assert world.answer(get("https://other.example")).body == b"1"


def test_a_request_without_an_answer_is_refused_in_words():
    reply = World(()).answer(get(RATES))

    assert (reply.status, reply.answered_by) == (502, AnsweredBy.NOBODY)
    assert json.loads(reply.body)["detail"].startswith(f"No mock answers GET {RATES}")


@pytest.mark.parametrize(
    ("body", "sent", "kind"),
    [
        ({"a": "č"}, '{"a": "č"}'.encode(), "application/json"),
        ("plain", b"plain", "text/plain; charset=utf-8"),
    ],
)
def test_the_body_is_json_or_text(body, sent, kind):
    reply = Mock("GET", RATES, 201, (("X-A", "b"),), body).reply

    assert (reply.status, reply.body) == (201, sent)
    assert dict(reply.headers) == {"X-A": "b", "Content-Type": kind}


def test_what_is_saved_is_read_again_and_never_overwritten(tmp_path):
    folder = tmp_path / "mocks"
    mock = Mock("POST", f"{RATES}*", 429, (("Retry-After", "5"),), {"detail": "later"})

    first, second = save_mock(folder, mock), save_mock(folder, mock)

    assert first.name == "post_api_example_com_rates.json"
    assert first != second
    assert read_mocks(folder) == (mock, mock)


def test_no_folder_has_no_mocks(tmp_path):
    assert read_mocks(tmp_path / "mocks") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "mock.json: line 1, column 2: the file ends inside the object"),
        ("1", "mock.json: /: expected an object with method"),
        ('[{"url": "https://a"}, {}]', "mock.json: /1/url: expected an address"),
        ('{"url": "ftp://a"}', "mock.json: /url: expected an address"),
        ('{"url": "https://a", "method": "FETCH"}', "mock.json: /method: expected one of GET"),
        ('{"url": "https://a", "status": "200"}', "mock.json: /status: expected a number from 100"),
        ('{"url": "https://a", "headers": {"A": 1}}', "mock.json: /headers: expected an object of texts"),
        ('{"url": "https://a", "boddy": 1}', "mock.json: /boddy: expected one of body, headers"),
    ],
)
def test_a_damaged_file_is_named_with_the_place_and_what_was_expected(tmp_path, text, said):
    (tmp_path / "mock.json").write_text(text)

    with pytest.raises(UnreadableFileError) as caught:
        read_mocks(tmp_path)

    assert str(caught.value).startswith(said)
