"""Whether a document passes without a person."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_document import SCHEMA, datapoint, document, row

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Section, encode_raw
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.simulator.automation import AutomationDecision, decide, score_sources
from rossum_studio.simulator.automation_blocker import BlockerItem, BlockerSample, read_blocker
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.edit import edit_value
from rossum_studio.simulator.evaluation import AutomationBlocker
from rossum_studio.simulator.validate import validate

ERROR = MessageType.ERROR

NOTE_SCHEMA = parse_schema(
    [
        {
            "category": "section",
            "id": "head",
            "children": [
                {"category": "datapoint", "id": "amount_total", "type": "number", "score_threshold": 0.9},
                {
                    "category": "datapoint",
                    "id": "note",
                    "type": "string",
                    "constraints": {"required": False, "length": {"max": 3}},
                },
                {
                    "category": "datapoint",
                    "id": "computed",
                    "type": "string",
                    "constraints": {"required": False},
                    "ui_configuration": {"type": "formula"},
                },
                {"category": "datapoint", "id": "resend", "type": "button"},
            ],
        }
    ]
)


def queue(level: str = "confident", **settings_: Any) -> dict[str, Any]:
    """A queue that automates on a level."""
    automation = {key: settings_.pop(key) for key in list(settings_) if key.startswith("automate_")}
    return {
        "automation_enabled": True,
        "automation_level": level,
        "settings": {"automation": automation},
        **settings_,
    }


def small(
    total: str = "12", note: str = "ok", sources: tuple[str, ...] = ("score",), score: float | None = None
) -> Content:
    """Ids 2 to 5: amount_total, note, computed and a button."""
    nodes = [
        datapoint(2, "amount_total", total).with_content(rir_confidence=score),
        datapoint(3, "note", note),
        datapoint(4, "computed", "x"),
    ]
    vouched = [msgspec.structs.replace(node, validation_sources=encode_raw(sources)) for node in nodes[:2]]
    button = msgspec.structs.replace(datapoint(5, "resend", None), validation_sources=encode_raw([]))
    return Content([Section(id=1, schema_id="head", children=[*vouched, nodes[2], button])])


def decided(content: Content, level: str = "confident", **options: Any) -> AutomationDecision:
    """The decision after the built-in checks."""
    checked = validate(content, NOTE_SCHEMA).all_messages
    messages = (*options.pop("messages", ()), *checked)
    blockers = options.pop("blockers", ())
    wanted = options.pop("queue", queue(level))
    return decide(content, NOTE_SCHEMA, wanted, messages, blockers, **options)


def shapes(decision: AutomationDecision) -> list[dict[str, Any]]:
    return [item.as_json() for item in decision.blockers]


def test_a_document_without_errors_that_something_vouches_for_passes():
    for level in ("confident", "always"):
        decision = decided(small(), level)

        assert (decision.is_automated, decision.level, decision.blockers) == (True, level, ())
        assert decision.status_after == "exporting"
        assert decision.reasons[0].startswith("no error and no blocker stands in the way")


def test_a_queue_with_confirmed_documents_confirms():
    assert decided(small(), queue=queue(use_confirmed_state=True)).status_after == "confirmed"


@pytest.mark.parametrize(
    "never",
    [
        {},
        {"automation_enabled": True},
        {"automation_enabled": True, "automation_level": "never"},
        {"automation_enabled": True, "automation_level": "sometimes"},
        {"automation_enabled": True, "automation_level": None},
        {"automation_enabled": True, "automation_level": ["always"], "settings": None},
        {"automation_enabled": False, "automation_level": "always"},
    ],
)
def test_a_queue_that_does_not_automate_sends_everything_to_review(never):
    decision = decided(small(), queue=never)

    assert not decision.is_automated
    assert decision.status_after == "to_review"
    assert shapes(decision) == [{"level": "annotation", "type": "automation_disabled"}]
    assert decision.reasons == (
        "the queue does not automate (automation_enabled is false, or automation_level is never)",
    )


def test_a_low_confidence_is_named_with_its_threshold():
    decision = decided(small(sources=(), score=0.71))

    assert shapes(decision) == [
        {
            "level": "datapoint",
            "type": "low_score",
            "schema_id": "amount_total",
            "samples": [{"datapoint_id": 2, "details": {"score": 0.71, "threshold": 0.9}}],
            "samples_truncated": False,
        },
        {
            "level": "datapoint",
            "type": "no_validation_sources",
            "schema_id": "note",
            "samples": [{"datapoint_id": 3}],
            "samples_truncated": False,
        },
    ]
    assert decision.reasons == (
        "amount_total: confidence 0.71 is below the threshold 0.9",
        "note: nothing vouches for the value (it has no validation source)",
    )


def test_a_value_of_good_confidence_without_sources_was_changed_by_somebody():
    assert [item.type for item in decided(small(sources=(), score=0.95, note="")).blockers] == [
        "no_validation_sources"
    ]


def test_the_level_always_asks_for_no_validation_sources():
    assert decided(small(sources=()), "always").is_automated


def test_buttons_and_empty_fields_that_are_not_required_need_no_source():
    content = small(note="")
    note = msgspec.structs.replace(content.node(3), validation_sources=encode_raw([]))

    assert decided(content.replaced({3: note})).is_automated


@pytest.mark.parametrize("level", ["confident", "always"])
def test_a_failed_check_of_a_required_field_stops_automation(level):
    decision = decided(small(total=""), level)

    assert shapes(decision) == [
        {
            "level": "datapoint",
            "type": "failed_checks",
            "schema_id": "amount_total",
            "samples": [{"datapoint_id": 2, "details": {"validation": "required"}}],
            "samples_truncated": False,
        }
    ]
    assert decision.reasons == ("amount_total: a check failed: required",)


def test_errors_of_hooks_stop_automation_and_other_messages_do_not():
    messages = [
        Message(ERROR, "wrong", 2, "amount_total"),
        Message(ERROR, "twice", 2, "amount_total"),
        Message(ERROR, "no sender"),
        Message(ERROR, "lost", 999),
        Message(MessageType.WARNING, "hm", 2),
        Message(MessageType.INFO, "fyi"),
        Message(MessageType.AGGREGATION, "5", 2, source=MessageSource.SCHEMA),
    ]
    decision = decided(small(), messages=messages)

    assert shapes(decision) == [
        {
            "level": "annotation",
            "type": "error_message",
            "details": {"message_content": ["no sender", "lost"]},
        },
        {
            "level": "datapoint",
            "type": "error_message",
            "schema_id": "amount_total",
            "samples": [{"datapoint_id": 2, "details": {"message_content": ["wrong", "twice"]}}],
            "samples_truncated": False,
        },
    ]
    assert decision.reasons == (
        "an error stands in the way: no sender; lost",
        "amount_total: an error stands in the way: wrong; twice",
    )


def test_a_function_that_failed_stops_automation_unless_chosen_otherwise():
    failed = [Message(ERROR, "CallFunctionException, KeyError: x", source=MessageSource.RUNTIME)]

    assert [item.type for item in decided(small(), messages=failed).blockers] == ["error_message"]
    lenient = Choices(exception_blocks_automation=False)
    assert decided(small(), messages=failed, choices=lenient).is_automated


@pytest.mark.parametrize("level", ["confident", "always"])
def test_blockers_of_hooks_stop_automation_on_every_level(level):
    blockers = [
        AutomationBlocker("check the sender"),
        AutomationBlocker("too high", 2, "amount_total"),
        AutomationBlocker("again", 2, "amount_total"),
    ]
    decision = decided(small(), level, blockers=blockers)

    assert shapes(decision) == [
        {"level": "annotation", "type": "extension", "details": {"content": ["check the sender"]}},
        {
            "level": "datapoint",
            "type": "extension",
            "schema_id": "amount_total",
            "samples": [{"datapoint_id": 2, "details": {"content": ["too high", "again"]}}],
            "samples_truncated": False,
        },
    ]
    assert decision.reasons[1] == "amount_total: an extension blocks automation: too high; again"


def test_duplicates_pass_and_suggested_splits_do_not_unless_the_queue_says_otherwise():
    assert decided(small(), is_duplicate=True).is_automated
    strict = decided(small(), queue=queue(automate_duplicates=False), is_duplicate=True)
    assert [item.type for item in strict.blockers] == ["is_duplicate"]

    split = decided(small(), "always", has_suggested_edit=True)
    assert [item.type for item in split.blockers] == ["suggested_edit_present"]
    lenient = decided(small(), queue=queue(automate_suggested_edit=True), has_suggested_edit=True)
    assert lenient.is_automated


def test_always_clears_a_value_with_an_error_where_the_field_is_not_required():
    content = small(note="too long")
    decision = decided(content, "always")

    assert decision.is_automated
    assert decision.cleared == (3,)
    cleared = decision.content.node(3)
    assert (cleared.value, cleared.sources) == ("", [])
    assert content.node(3).value == "too long"
    assert decision.reasons[0] == (
        "note: the value was cleared, because it had an error and the field is not required"
    )


def test_confident_clears_nothing():
    decision = decided(small(note="too long"))

    assert decision.cleared == ()
    assert [item.type for item in decision.blockers] == ["failed_checks"]


def test_what_a_hook_said_about_a_cleared_value_is_dropped_and_the_rest_stands():
    about_note = Message(ERROR, "not this note", 3, "note")
    about_all = Message(ERROR, "no sender")

    assert decided(small(), "always", messages=[about_note]).is_automated
    both = decided(small(), "always", messages=[about_note, about_all])
    assert both.cleared == (3,)
    assert [item.as_json() for item in both.blockers] == [
        {"level": "annotation", "type": "error_message", "details": {"message_content": ["no sender"]}}
    ]


def test_a_cleared_document_is_checked_once_more_by_whoever_can():
    seen = []

    def revalidate(content: Content) -> list[Message]:
        seen.append(content.node(3).value)
        return [Message(ERROR, "still wrong", 3, "note")]

    decision = decided(small(note="too long"), "always", revalidate=revalidate)
    assert seen == [""]
    assert not decision.is_automated
    assert decision.cleared == (3,)


def test_computed_required_and_empty_values_are_not_cleared():
    messages = [
        Message(ERROR, "a", 4, "computed"),
        Message(ERROR, "b", 2, "amount_total"),
        Message(ERROR, "c", 3, "note"),
    ]
    decision = decided(small(note=""), "always", messages=messages)

    assert decision.cleared == ()
    assert decision.content.node(4).value == "x"


def test_hidden_fields_stop_automation_unless_chosen_otherwise():
    content = small(total="", sources=())
    hidden = content.replaced(
        {node_id: msgspec.structs.replace(content.node(node_id), hidden=True) for node_id in (2, 3)}
    )

    assert {item.type for item in decided(hidden).blockers} == {"failed_checks", "no_validation_sources"}
    assert decided(hidden, choices=Choices(hidden_fields_count=False)).is_automated


def test_ten_samples_are_listed_and_the_rest_is_said_to_be_there():
    rows = [row(100 * number, "", "1") for number in range(1, 13)]
    table = Multivalue(id=30, schema_id="line_items", children=list(rows))
    content = Content([Section(id=17, schema_id="tables", children=[table])])
    checked = validate(content, SCHEMA).all_messages
    decision = decide(content, SCHEMA, queue("always"), checked, [])

    (item,) = decision.blockers
    assert [sample.datapoint_id for sample in item.samples] == [100 * number + 1 for number in range(1, 11)]
    assert item.as_json()["samples_truncated"] is True
    assert decision.reasons[0] == "item_code (datapoint 101): a check failed: required"
    assert decision.reasons[-1] == "item_code: more datapoints for the same reason (failed_checks)"


def test_an_unknown_field_needs_a_source_when_it_is_filled():
    nodes = [
        msgspec.structs.replace(datapoint(node_id, "other", text), validation_sources=encode_raw([]))
        for node_id, text in ((2, ""), (3, "x"))
    ]
    decision = decide(Content([Section(id=1, schema_id="head", children=nodes)]), Schema(), queue(), [], [])

    assert [sample.datapoint_id for item in decision.blockers for sample in item.samples] == [3]


def test_a_score_vouches_from_the_threshold_on():
    content = small(sources=(), score=0.9)

    assert score_sources(content, NOTE_SCHEMA, queue()).node(2).sources == ["score"]
    assert score_sources(content, NOTE_SCHEMA, queue(), equal_score_passes=False) is content
    below = small(sources=(), score=0.89)
    assert score_sources(below, NOTE_SCHEMA, queue(default_score_threshold=0.5)) is below


def test_the_threshold_is_the_fields_then_the_queues_then_the_platforms():
    def sources(score: float, wanted: dict[str, Any]) -> list[str]:
        note = datapoint(3, "note", "ok").with_content(rir_confidence=score)
        bare = msgspec.structs.replace(note, validation_sources=encode_raw(["checks"]))
        content = Content([Section(id=1, schema_id="head", children=[bare])])
        found = score_sources(content, NOTE_SCHEMA, wanted).node(3)
        assert isinstance(found, Datapoint)
        return found.sources

    assert sources(0.8, {}) == ["checks", "score"]
    assert sources(0.79, {}) == ["checks"]
    assert sources(0.5, {"default_score_threshold": 0.5}) == ["checks", "score"]
    assert sources(0.5, {"default_score_threshold": None}) == ["checks"]


def test_a_source_is_added_once_and_only_where_there_is_a_score():
    scored = small(sources=("score",), score=0.99)

    assert score_sources(scored, NOTE_SCHEMA, {}) is scored
    assert score_sources(small(sources=()), NOTE_SCHEMA, {}).node(2).sources == []


def test_a_stored_blocker_is_read_with_one_sample_or_a_list_of_them():
    sample = {"datapoint_id": 7, "details": {"score": 0.1, "threshold": 0.8}}
    entry = {"level": "datapoint", "type": "low_score", "schema_id": "amount_total"}
    for samples in (sample, [sample]):
        stored = read_blocker({"id": 1, "content": [{**entry, "samples": samples}]})

        assert stored.problems == ()
        assert stored.items == (
            BlockerItem("low_score", "amount_total", {}, (BlockerSample(7, sample["details"]),)),
        )
        assert list(stored.items[0].sentences()) == [
            "amount_total: confidence 0.1 is below the threshold 0.8"
        ]


def test_what_cannot_be_read_of_a_stored_blocker_is_a_problem_with_its_place():
    stored = read_blocker(
        {
            "content": [
                7,
                {"level": "annotation"},
                {"level": "datapoint", "type": "low_score"},
                {"level": "datapoint", "type": "low_score", "schema_id": "a", "samples": [{"id": 1}]},
                {"level": "annotation", "type": "automation_disabled"},
            ]
        }
    )

    assert [problem.path for problem in stored.problems] == [f"/content/{index}" for index in range(4)]
    assert stored.items == (BlockerItem("automation_disabled"),)
    assert read_blocker(None).problems[0].message == "expected a list of blockers"


@pytest.mark.parametrize(
    ("kind", "details", "sentence"),
    [
        (
            "delete_recommendation_filename",
            {"message_content": ["old"]},
            "deleting the document is recommended: old",
        ),
        ("extension", {"content": "x"}, "an extension blocks automation: x"),
        ("extension", {}, "an extension blocks automation: no text was given"),
        ("something_new", {}, "blocked (something_new)"),
    ],
)
def test_every_stored_blocker_has_a_sentence(kind, details, sentence):
    assert list(BlockerItem(kind, None, details).sentences()) == [sentence]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["content", "level", "type", "schema_id", "samples", "datapoint_id", "details"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(json_values)
def test_any_stored_json_is_read_or_reported(raw):
    stored = read_blocker(raw)
    again = read_blocker([item.as_json() for item in stored.items])

    assert again.items == stored.items
    assert all(isinstance(sentence, str) for item in stored.items for sentence in item.sentences())


def test_a_queue_of_any_shape_decides_something():
    content = edit_value(document(), SCHEMA, 12, "soon").content
    messages = validate(content, SCHEMA).all_messages
    for odd in (
        {"automation_enabled": 1},
        {"settings": [], "automation_level": 3},
        {"default_score_threshold": "x"},
    ):
        assert decide(content, SCHEMA, odd, messages, []).status_after == "to_review"
