"""Which events there are and what each is, row by row (reference 3.6, 4.1, 5.1)."""

import pytest

from rossum_studio.model.errors import UnknownEventError
from rossum_studio.model.event import BY_NAME, EVENTS, event_named, events_of, usual_status_before

CONTENT = frozenset({"messages", "operations"})
TABLE = {
    # event: carries content, a person waits, what is read of the answer
    "annotation_content.initialize": (True, False, CONTENT | {"automation_blockers"}),
    "annotation_content.started": (True, True, CONTENT),
    "annotation_content.user_update": (True, True, CONTENT),
    "annotation_content.updated": (True, True, CONTENT),
    "annotation_content.confirm": (True, True, CONTENT),
    "annotation_content.export": (True, False, CONTENT),
    "annotation_status.changed": (False, False, frozenset()),
    "upload.created": (False, False, frozenset({"files"})),
    "email.received": (False, False, frozenset({"files", "additional_files", "extracted_original_sender"})),
    "invocation.scheduled": (False, False, frozenset()),
    "invocation.manual": (False, False, frozenset()),
}


def test_these_events_exist_and_no_others():
    assert set(BY_NAME) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_each_event_has_its_content_its_hurry_and_its_answer(name):
    event = BY_NAME[name]

    assert (event.has_content, event.is_interactive, event.reads) == TABLE[name]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_bare_event_subscribes_to_all_its_actions(event):
    assert events_of([event.event]) == [other for other in EVENTS if other.event == event.event]
    assert events_of([event.name]) == [event]


@pytest.mark.parametrize(
    "name",
    [
        "annotation.confirmed",
        "annotation.exported",
        "annotation_status.initialize",
        "annotation_content",
        "invocation.interface",
    ],
)
def test_names_that_only_notes_of_others_list_are_no_events(name):
    with pytest.raises(UnknownEventError, match=r"annotation_content\.confirm"):
        event_named(name)


@pytest.mark.parametrize(
    ("status", "before"),
    [
        ("importing", "created"),
        ("failed_import", "importing"),
        ("to_review", "importing"),
        ("reviewing", "to_review"),
        ("in_workflow", "reviewing"),
        ("confirmed", "reviewing"),
        ("rejected", "reviewing"),
        ("exported", "exporting"),
        ("failed_export", "exporting"),
        ("purged", "deleted"),
        ("created", None),
        ("unheard_of", None),
        (7, None),
    ],
)
def test_a_status_usually_comes_after_another(status, before):
    assert usual_status_before(status) == before
