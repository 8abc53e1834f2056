"""Secrets as dots, in every form in which they travel."""

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.masking import MASK, Masks
from rossum_studio.model.problem import Problem, Severity, Where

SECRET = 's3cr"et/+ pä55'


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        json.dumps({"password": SECRET}),
        json.dumps({"password": SECRET}, ensure_ascii=False),
        f"https://erp.example.com/?key={quote(SECRET, safe='')}",
        f"key={quote_plus(SECRET)}&more=1",
        "Basic " + base64.b64encode(f"user:{SECRET}".encode()).decode(),
        "Basic " + base64.b64encode(f"us:{SECRET}".encode()).decode(),
        "Basic " + base64.b64encode(f"use:{SECRET} and more".encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_found_in_every_form(text):
    masked = Masks([SECRET]).text(text)

    assert MASK in masked
    assert SECRET not in masked
    assert Masks([SECRET]).bytes(text.encode()) == masked.encode()


def test_masked_json_is_still_json():
    assert json.loads(Masks([SECRET]).text(json.dumps({"a": SECRET, "b": 1}))) == {"a": MASK, "b": 1}


def test_short_values_are_left_alone():
    assert not Masks(["abc", ""])
    assert Masks(["abc"]).text("abcdef") == "abcdef"


def test_values_of_our_own_are_masked_through_and_through():
    problem = Problem(Severity.ERROR, Where.CODE, "hook.py:1", "hunter22 is wrong", "code")
    value = {"hunter22": [("x", problem)], "n": 5}

    masked = Masks(["hunter22"]).applied(value)

    assert masked == {
        MASK: [("x", Problem(Severity.ERROR, Where.CODE, "hook.py:1", f"{MASK} is wrong", "code"))],
        "n": 5,
    }


def test_what_holds_no_secret_is_the_same_object():
    value = ({"a": [1, "b"]}, Problem(Severity.ERROR, Where.CODE, "", "fine", "code"))

    assert Masks(["hunter22"]).applied(value) is value


@given(secret=st.text(min_size=4, max_size=30), before=st.text(max_size=10), after=st.text(max_size=10))
def test_no_secret_survives_whatever_is_around_it(secret, before, after):
    assert secret not in Masks([secret]).text(before + secret + after) or secret in MASK * 2
