"""What of a hook object decides about a run (reference 6.1, 6.2, 6.4)."""

from argparse import Namespace
from typing import Any

import pytest

from rossum_studio.cli_options import limits_of
from rossum_studio.model.event import BY_NAME, EVENTS
from rossum_studio.model.hook import Hook, language_of

ASKED_FOR_NOTHING = Namespace(timeout=None, memory=None)


def hook(**config: Any) -> Hook:
    return Hook("", {"config": config})


def test_a_hook_that_says_nothing_has_the_defaults_of_the_platform():
    bare = Hook("", {"id": 1})

    assert (bare.timeout_s, bare.memory_mb) == (30, 256)
    assert (bare.settings, bare.secrets, bare.sideload, bare.events) == ({}, {}, [], [])
    assert bare.has_token is False


@pytest.mark.parametrize("sent", [0, None, "30", -5])
def test_a_limit_that_says_nothing_is_the_default(sent):
    assert (hook(timeout_s=sent).timeout_s, hook(memory_size_mb=sent).memory_mb) == (30, 256)


def test_a_bare_event_of_a_hook_stands_for_all_its_actions():
    subscribed = Hook("", {"events": ["annotation_content", "upload.created", "annotation.confirmed"]}).events

    assert [event.name for event in subscribed] == [
        *(event.name for event in EVENTS if event.event == "annotation_content"),
        "upload.created",
    ]


@pytest.mark.parametrize(
    ("runtime", "language"),
    [
        ("python3.12", "python"),
        ("python3.8", "python"),
        ("python4", "python"),
        ("nodejs22.x", "javascript"),
        ("nodejs12.x", "javascript"),
        ("nodejs18", "javascript"),
        (None, "python"),
    ],
)
def test_the_beginning_of_a_runtime_tells_its_language(runtime, language):
    assert language_of(runtime) == language


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_person_waits_thirty_seconds_and_nobody_else_more_than_sixty(event):
    longer = limits_of(ASKED_FOR_NOTHING, hook(timeout_s=60), event)
    shorter = limits_of(ASKED_FOR_NOTHING, hook(timeout_s=5), event)
    endless = limits_of(ASKED_FOR_NOTHING, hook(timeout_s=600), event)

    own = (30, 30, 30) if event.is_interactive else (60, 5, 60)
    assert (longer.timeout_s, shorter.timeout_s, endless.timeout_s) == own


def test_the_memory_of_a_hook_limits_its_run():
    event = BY_NAME["annotation_content.updated"]

    assert limits_of(ASKED_FOR_NOTHING, hook(memory_size_mb=128), event).memory_mb == 128
