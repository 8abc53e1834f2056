"""What is found wrong in a hook object, its settings and its secrets."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.bundled import resource
from rossum_studio.model.event import EVENTS
from rossum_studio.model.hook_check import check_hook_object
from rossum_studio.model.problem import Severity, Where
from rossum_studio.model.schema_settings import check_settings
from rossum_studio.model.template import load_templates
from rossum_studio.simulator.sideload import SIDELOADS

REFERENCE = json.loads(r"""
{"id":7001,"type":"function","url":"https://kestrel.rossum.app/api/v1/hooks/7001","name":"Net sum check",
 "description":"","queues":["https://kestrel.rossum.app/api/v1/queues/410"],"run_after":[],"sideload":["schemas"],
 "active":true,"events":["annotation_content.initialize","annotation_content.updated"],"metadata":{},
 "config":{"runtime":"python3.12","code":"def rossum_hook_request_handler(payload):\n    return {}\n",
           "third_party_library_pack":"default","timeout_s":30,"retry_count":4,"memory_size_mb":256,"schedule":{}},
 "token_owner":null,"token_lifetime_s":null,
 "test":{"saved_input":{"event":"annotation_content","action":"updated","annotation":{},"document":{},"settings":{}}},
 "extension_source":"custom","settings":{"tolerance":0.5},"settings_schema":null,"secrets":{},
 "secrets_schema":{"type":"object","additionalProperties":{"type":"string"}},
 "guide":null,"read_more_url":null,"extension_image_url":null,"hook_template":null,"created_by":null,
 "created_at":null,"modified_by":null,"modified_at":"2026-03-01T08:00:00.000000Z"}
""")

HOOK = {
    "type": "function",
    "active": True,
    "events": ["annotation_content.initialize"],
    "config": {"runtime": "python3.12"},
}
WEBHOOK = {
    "type": "webhook",
    "active": True,
    "events": ["annotation_content"],
    "config": {
        "url": "https://kestrel.example/hook",
        "secret": "s",
        "max_polling_time_s": 300,
        "insecure_ssl": False,
    },
}
CRON = "/config/schedule/cron"
RUNTIME = "/config/runtime"
SETTINGS_SCHEMA = {
    "type": "object",
    "required": ["tolerance"],
    "properties": {
        "tolerance": {"type": "number", "minimum": 0},
        "mode": {"enum": ["strict", "lenient"]},
        "step": {"multipleOf": 0.5},
        "limit": {
            "anyOf": [{"type": "null"}, {"type": "object", "properties": {"max": {"type": "integer"}}}]
        },
    },
    "additionalProperties": False,
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYWORD_NAMES = """
    type properties $ref $id $schema $dynamicRef $anchor $defs items multipleOf pattern patternProperties
    minimum anyOf oneOf allOf not if then required enum const additionalProperties unevaluatedProperties
    dependentSchemas propertyNames contains uniqueItems format a
"""
WORDS = st.sampled_from(["#", "#/a", "object", "string", "http://[", "https://kestrel.example/x", "(", "a"])
JSON_SCHEMAS = st.dictionaries(
    st.sampled_from(KEYWORD_NAMES.split()),
    st.recursive(
        JSON | WORDS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(KEYWORD_NAMES.split()), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def configured(**config):
    return {"config": HOOK["config"] | config}


def scheduled(cron):
    return {"events": ["invocation.scheduled"], **configured(schedule={"cron": cron})}


def secret_texts(**schema):
    return {"secrets_schema": {"type": "object", "additionalProperties": False} | schema}


def interactive(**config):
    return {"events": ["annotation_content.updated", "annotation_content.confirm"], **configured(**config)}


def without(node, key):
    return {name: value for name, value in node.items() if name != key}


def resolve(raw, pointer):
    for key in pointer.split("/")[1:]:
        name = key.replace("~1", "/").replace("~0", "~")
        raw = raw[int(name)] if isinstance(raw, list) else raw[name]
    return raw


@pytest.mark.parametrize(
    "template", load_templates(), ids=lambda template: f"{template.name}-{template.language}"
)
def test_a_template_has_no_problem(template):
    assert check_hook_object(template.hook) == ()


def test_the_hook_of_the_reference_has_no_problem():
    assert check_hook_object(REFERENCE) == ()
    assert check_hook_object(HOOK) == ()


# Each row: code, path, attributes of a bad hook, of a good one.
ERRORS = [
    ("hook-type", "/type", {"type": "functon"}, {"type": "function"}),
    ("hook-active", "/active", {"active": "yes"}, {"active": False}),
    ("hook-metadata", "/metadata", {"metadata": []}, {"metadata": {}}),
    (
        "hook-metadata-too-large",
        "/metadata",
        {"metadata": {"a": "x" * 4096}},
        {"metadata": {"a": "x" * 4000}},
    ),
    (
        "hook-extension-source",
        "/extension_source",
        {"extension_source": "store"},
        {"extension_source": "custom"},
    ),
    (
        "hook-token-owner",
        "/token_owner",
        {"token_owner": "me"},
        {"token_owner": "https://kestrel.example/users/1"},
    ),
    ("hook-token-lifetime-s", "/token_lifetime_s", {"token_lifetime_s": 7201}, {"token_lifetime_s": 7200}),
    ("hook-queues", "/queues/0", {"queues": ["410"]}, {"queues": ["https://kestrel.example/queues/410"]}),
    ("hook-queues", "/queues/0", {"queues": [410]}, {"queues": []}),
    ("hook-run-after", "/run_after/0", {"run_after": ["7001"]}, {"run_after": ["https://kestrel.example/1"]}),
    (
        "hook-run-after-itself",
        "/run_after/0",
        {"url": "https://kestrel.example/1", "run_after": ["https://kestrel.example/1"]},
        {"url": "https://kestrel.example/1", "run_after": ["https://kestrel.example/2"]},
    ),
    ("hook-events", "/events/0", {"events": [5]}, {"events": ["upload.created"]}),
    ("hook-unknown-event", "/events/0", {"events": ["annotation_content.update"]}, {"events": ["email"]}),
    ("hook-unknown-event", "/events/1", {"events": ["email", "annotation.confirmed"]}, {"events": ["email"]}),
    ("hook-sideload", "/sideload/0", {"sideload": ["schema"]}, {"sideload": ["schemas"]}),
    ("hook-config", "/config", {"config": []}, {}),
    ("hook-runtime", RUNTIME, configured(runtime=3), configured(runtime="nodejs22.x")),
    ("hook-unknown-runtime", RUNTIME, configured(runtime="ruby3"), configured()),
    ("hook-timeout-s", "/config/timeout_s", configured(timeout_s=61), configured(timeout_s=60)),
    ("hook-timeout-s", "/config/timeout_s", configured(timeout_s="30"), configured(timeout_s=30)),
    (
        "hook-memory-size-mb",
        "/config/memory_size_mb",
        configured(memory_size_mb=127),
        configured(memory_size_mb=256),
    ),
    ("hook-retry-count", "/config/retry_count", configured(retry_count=5), configured(retry_count=0)),
    ("hook-schedule", "/config/schedule", configured(schedule="* * * * *"), configured(schedule={})),
    ("hook-schedule-cron", CRON, scheduled("0 2 * *"), scheduled("0 2 * * *")),
    ("hook-schedule-cron", CRON, scheduled("0 24 * * *"), scheduled("0 23 * * *")),
    ("hook-schedule-cron", CRON, scheduled("0 0 1 foo *"), scheduled("0 0 1 jan MON-fri")),
    ("hook-schedule-cron", CRON, scheduled("1- 2 * * *"), scheduled("1-1 2 * * *")),
    ("hook-schedule-cron", CRON, scheduled("*/0 * * * *"), scheduled("*/30 * * * *")),
    ("hook-schedule-too-often", CRON, scheduled("*/9 * * * *"), scheduled("*/10 * * * *")),
    ("hook-schedule-too-often", CRON, scheduled("0,55 * * * *"), scheduled("0,55 3 * * *")),
    ("hook-schedule-too-often", CRON, scheduled("0,59 0,23 * * *"), scheduled("0,50 0,23 * * *")),
    ("hook-settings", "/settings", {"settings": []}, {"settings": {}}),
    ("hook-settings-schema", "/settings_schema", {"settings_schema": []}, {"settings_schema": None}),
    (
        "hook-settings-schema",
        "/settings_schema/properties/a/type",
        {"settings_schema": {"properties": {"a": {"type": "txt"}}}},
        {"settings_schema": {"properties": {"a": {"type": "string"}}}},
    ),
    (
        "hook-settings-schema",
        "/settings_schema/pattern",
        {"settings_schema": {"pattern": "("}},
        {"settings_schema": {"pattern": "."}},
    ),
    (
        "hook-settings-schema",
        "/settings_schema",
        {"settings_schema": {"$ref": "https://kestrel.example/x"}},
        {"settings_schema": {"$ref": "#/$defs/a", "$defs": {"a": True}}},
    ),
    ("hook-settings-schema", "/settings_schema", {"settings_schema": {"$ref": "#"}}, {"settings_schema": {}}),
    ("hook-secrets", "/secrets", {"secrets": "sesame"}, {"secrets": {"key": "sesame"}}),
    ("hook-secrets", "/secrets/key", {"secrets": {"key": 7}}, {"secrets": {"key": "7"}}),
    (
        "hook-secrets",
        "/secrets/key",
        {"secrets": {"key": "a"}, **secret_texts()},
        {"secrets": {}, **secret_texts()},
    ),
    ("hook-secrets-schema", "/secrets_schema", {"secrets_schema": []}, {"secrets_schema": None}),
    ("hook-secrets-schema", "/secrets_schema", {"secrets_schema": {"type": "object"}}, secret_texts()),
    ("hook-secrets-schema", "/secrets_schema/type", secret_texts(type="array"), secret_texts()),
    ("hook-secrets-schema", "/secrets_schema/$schema", secret_texts(**{"$schema": "x"}), secret_texts()),
    ("hook-secrets-schema", "/secrets_schema/required", secret_texts(required=["a"]), secret_texts()),
    (
        "hook-secrets-schema",
        "/secrets_schema/properties",
        secret_texts(properties=[]),
        secret_texts(properties={}),
    ),
    (
        "hook-secrets-schema",
        "/secrets_schema/properties/a",
        secret_texts(properties={"a": {"type": "number"}}),
        secret_texts(properties={"a": {"type": "string"}}),
    ),
    (
        "hook-secrets-schema",
        "/secrets_schema/additionalProperties",
        secret_texts(additionalProperties=True),
        secret_texts(additionalProperties={"type": "string"}),
    ),
]
WARNINGS = [
    ("hook-deprecated-event", "/events/0", {"events": ["annotation_content.user_update"]}, {}),
    ("hook-missing-runtime", "/config", {"config": {}}, configured()),
    ("hook-old-runtime", RUNTIME, configured(runtime="python3.8"), configured()),
    ("hook-old-runtime", RUNTIME, configured(runtime="nodejs18.x"), configured()),
    ("hook-old-runtime", RUNTIME, configured(runtime="nodejs18"), configured()),
    ("hook-unknown-runtime", RUNTIME, configured(runtime="python3.13"), configured()),
    (
        "hook-schedule-without-event",
        "/config/schedule",
        configured(schedule={"cron": "0 2 * * *"}),
        configured(),
    ),
    ("hook-missing-schedule", "/config", {"events": ["invocation.scheduled"]}, {"events": ["invocation"]}),
]
INFOS = [
    ("hook-undocumented-sideload", "/sideload/0", {"sideload": ["workspaces"]}, {"sideload": ["queues"]}),
    ("hook-webhook", "/type", WEBHOOK, {}),
    ("hook-job", "/type", {"type": "job", "config": {}}, {}),
    ("hook-unknown-key", "/sideloads", {"sideloads": []}, {"sideload": []}),
    ("hook-unknown-key", "/config/memory_mb", configured(memory_mb=1), configured(memory_size_mb=128)),
    ("hook-no-events", "/events", {"events": []}, {"events": ["annotation_content"]}),
    (
        "hook-undocumented-event",
        "/events/0",
        {"events": ["invocation.interface"]},
        {"events": ["invocation"]},
    ),
    ("hook-sideload-without-effect", "/sideload", {"events": ["email"], "sideload": ["schemas"]}, {}),
    ("hook-timeout-zero", "/config/timeout_s", configured(timeout_s=0), configured(timeout_s=1)),
    ("hook-limit-without-effect", "/config/timeout_s", interactive(timeout_s=60), interactive(timeout_s=30)),
    (
        "hook-limit-without-effect",
        "/config/retry_count",
        interactive(retry_count=0),
        configured(retry_count=0),
    ),
    (
        "hook-library-pack",
        "/config/third_party_library_pack",
        configured(third_party_library_pack="extra"),
        configured(third_party_library_pack=None),
    ),
]


def rows():
    """All rows, each with its severity."""
    for severity, group in ((Severity.ERROR, ERRORS), (Severity.WARNING, WARNINGS), (Severity.INFO, INFOS)):
        for row in group:
            yield severity, *row


@pytest.mark.parametrize(("severity", "code", "path", "bad", "good"), [*rows()])
def test_a_broken_rule_is_told_with_its_place_and_what_keeps_it_is_fine(severity, code, path, bad, good):
    problems = check_hook_object(HOOK | bad)

    assert (code, severity, path) in [(each.code, each.severity, each.path) for each in problems]
    assert all(each.where is Where.HOOK and each.message.endswith((".", "?")) for each in problems)
    assert code not in [each.code for each in check_hook_object(HOOK | good)]
    assert all(each.severity is Severity.INFO for each in check_hook_object(HOOK | good))


def test_a_webhook_is_only_said_to_be_read_only():
    (problem,) = check_hook_object(WEBHOOK)

    assert problem.code == "hook-webhook"
    assert "read-only" in problem.message


def test_a_hook_object_without_type_active_and_events_is_told_about_each():
    problems = check_hook_object({"config": {}})

    assert {problem.code for problem in problems} == {
        "hook-missing-type",
        "hook-missing-active",
        "hook-no-events",
    }
    assert {problem.path for problem in problems} == {""}


def test_what_is_no_object_is_no_hook():
    (problem,) = check_hook_object(["x"])

    assert (problem.code, problem.path) == ("hook-not-an-object", "")
    assert problem.message == "The hook is a list; expected a hook object."


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_event_and_every_bare_event_is_known(event):
    names = [event.name, event.event]
    problems = check_hook_object(HOOK | {"events": names})

    assert "hook-unknown-event" not in [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("annotation_content.update", "annotation_content.updated"),
        ("annotation_content_initialize", "annotation_content.initialize"),
        ("annotation.confirmed", "annotation_content.confirm"),
        ("annotation.exported", "annotation_content.export"),
        ("annotation_status.initialize", "annotation_content.initialize"),
        ("email.receive", "email.received"),
        ("uploads", "upload"),
    ],
)
def test_the_event_that_was_meant_is_named(written, meant):
    (problem,) = check_hook_object(HOOK | {"events": [written]})

    assert problem.message.endswith(f'expected "{meant}".')


def test_the_bundled_schema_lists_the_sideloads_of_the_simulator():
    bundled = json.loads(resource("schemas", "hook.schema.json").read_text(encoding="utf-8"))

    assert bundled["properties"]["sideload"]["items"]["enum"] == [*SIDELOADS]


@pytest.mark.parametrize(
    ("given_settings", "path", "words"),
    [
        ({}, "/settings", '"settings.tolerance" is missing; expected a number of at least 0.'),
        (
            {"tolerance": "1"},
            "/settings/tolerance",
            '"settings.tolerance" is "1"; expected a number of at least 0.',
        ),
        ({"tolerance": -1}, "/settings/tolerance", "is the number -1; expected a number of at least 0."),
        (
            {"tolerance": 1, "a/b": 2},
            "/settings/a~1b",
            '"settings.a/b" is not a known key; expected "tolerance"',
        ),
        ({"tolerance": 1, "mode": "strikt"}, "/settings/mode", 'is "strikt"; expected "strict".'),
        (
            {"tolerance": 1, "step": 0.7},
            "/settings/step",
            'expected a value that fits "multipleOf" of its schema.',
        ),
        ({"tolerance": 1, "limit": {"max": "9"}}, "/settings/limit/max", 'is "9"; expected a whole number.'),
    ],
)
def test_settings_that_do_not_fit_their_schema_are_told_in_words(given_settings, path, words):
    (problem,) = check_settings({"settings": given_settings, "settings_schema": SETTINGS_SCHEMA})

    assert (problem.code, problem.severity, problem.path) == ("hook-settings", Severity.ERROR, path)
    assert words in problem.message


@pytest.mark.parametrize("draft", ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"])
def test_a_settings_schema_may_be_of_any_draft(draft):
    host = "https://json-schema.org/draft" if draft.startswith("2") else "http://json-schema.org"
    schema = {"$schema": f"{host}/{draft}/schema#", "properties": {"a": {"type": "string"}}}

    assert check_settings({"settings": {"a": "x"}, "settings_schema": schema}) == ()
    assert [
        problem.path for problem in check_settings({"settings": {"a": 1}, "settings_schema": schema})
    ] == ["/settings/a"]


def test_a_setting_that_does_not_match_its_pattern_is_told_the_pattern():
    schema = {"properties": {"queue": {"type": "string", "pattern": "^[0-9]+$"}}}
    (problem,) = check_settings({"settings": {"queue": "main"}, "settings_schema": schema})

    assert problem.path == "/settings/queue"
    assert problem.message == '"settings.queue" is "main"; expected a text that matches "^[0-9]+$".'
    assert check_settings({"settings": {"queue": "410"}, "settings_schema": schema}) == ()


def test_a_pattern_that_would_search_for_years_is_given_up():
    schema = {"properties": {"a": {"type": "string", "pattern": r"^((\d\w*)+x?)+\1$"}}}
    (problem,) = check_settings({"settings": {"a": "1" * 5000 + "!"}, "settings_schema": schema})

    assert problem.path == "/settings_schema"
    assert "takes very long" in problem.message


def test_a_secrets_schema_that_rossum_would_refuse_says_so():
    problems = check_settings({"secrets_schema": {"$schema": "x", "type": "object", "properties": {"a": {}}}})

    assert [problem.code for problem in problems] == ["hook-secrets-schema"] * 3
    assert all("HTTP 400" in problem.message for problem in problems)


@pytest.mark.parametrize("secrets", ["sesame", ["sesame"], {"key": ["sesame"]}, {"key": 8675309}])
def test_no_sentence_shows_a_secret(secrets):
    (problem,) = check_settings({"secrets": secrets})

    assert "sesame" not in problem.message
    assert "8675309" not in problem.message


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_hook_object_with_one_part_replaced_by_any_json_is_checked(data):
    raw = copy.deepcopy(REFERENCE)
    holder = data.draw(st.sampled_from([raw, raw["config"], raw["secrets_schema"]]))
    holder[data.draw(st.sampled_from(sorted(holder)) | st.text(max_size=5))] = data.draw(JSON)

    for problem in check_hook_object(raw):
        resolve(raw, problem.path)


@settings(deadline=None, max_examples=100)
@given(JSON)
def test_no_json_stops_the_check(raw):
    for problem in check_hook_object(raw):
        resolve(raw, problem.path)


@settings(deadline=None, max_examples=150)
@given(JSON | st.dictionaries(st.just("a"), JSON), JSON_SCHEMAS | JSON)
def test_no_settings_schema_stops_the_check(value, schema):
    raw = {"settings": value, "settings_schema": schema, "secrets": value, "secrets_schema": schema}

    for problem in check_settings(raw):
        resolve(raw, problem.path)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="0123456789*/-, aJANmon\u0663", max_size=20))
def test_no_cron_text_stops_the_check(cron):
    check_hook_object(HOOK | scheduled(cron))
