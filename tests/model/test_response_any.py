"""Any JSON as an answer, on any event: read without raising, and nothing that is lost leaves a run green."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.bundled import sample_events
from rossum_studio.model.event import EVENTS
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.problem import Severity
from rossum_studio.model.response import parse_response
from rossum_studio.simulator.evaluate import evaluate
from rossum_studio.simulator.scenario import Scenario

SAMPLE = complete(
    open_paths([sample_events() / "annotation_content.updated.line_items.json"]).documents[0], None
)
CONTENT = SAMPLE.annotation.content
IDS = [node.id for node in CONTENT][:40]

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
ID = st.sampled_from(IDS) | st.sampled_from(IDS).map(str) | st.sampled_from(["all", "line_items"]) | JSON
VALUE_OBJECT = st.dictionaries(
    st.sampled_from(["value", "normalized_value", "page", "position", "rir_text", "struct"]), JSON, max_size=3
)
NODE = st.dictionaries(
    st.sampled_from(["content", "hidden", "options", "validation_sources", "schema_id", "value"]),
    VALUE_OBJECT | st.lists(st.dictionaries(st.sampled_from(["value", "label"]), JSON), max_size=2) | JSON,
    max_size=4,
)
OPERATION = st.fixed_dictionaries(
    {"op": st.sampled_from(["replace", "add", "remove", "Replace"]) | JSON, "id": ID},
    optional={"value": NODE | st.lists(NODE, max_size=2) | JSON, "validation_sources": JSON, "tuple_id": ID},
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["error", "warning", "info", "warn", "aggregation"]) | JSON,
        "content": st.text(max_size=8) | JSON,
        "id": ID,
        "schema_id": ID,
        "detail": JSON,
    },
)
FILE = st.fixed_dictionaries(
    {},
    optional={
        "id": JSON,
        "document": JSON,
        "values": st.lists(st.dictionaries(st.sampled_from(["id", "value"]), JSON), max_size=2) | JSON,
        "messages": st.lists(MESSAGE | JSON, max_size=2) | JSON,
        "prevent_importing": JSON,
        "import_document": JSON,
    },
)
ANSWER = st.fixed_dictionaries(
    {},
    optional={
        "messages": st.lists(MESSAGE | JSON, max_size=3) | JSON,
        "operations": st.lists(OPERATION | JSON, max_size=3) | JSON,
        "automation_blockers": st.lists(MESSAGE | JSON, max_size=2) | JSON,
        "files": st.lists(FILE | JSON, max_size=3) | JSON,
        "additional_files": st.lists(FILE | JSON, max_size=2) | JSON,
        "extracted_original_sender": st.dictionaries(st.sampled_from(["email", "name", "x"]), JSON) | JSON,
        "promises": JSON,
        "mesages": JSON,
    },
)


@given(ANSWER | JSON, st.sampled_from(EVENTS))
@settings(max_examples=200, deadline=None)
def test_any_json_is_read_and_what_is_lost_is_never_a_mere_note(raw, event):
    response = parse_response(raw, event, CONTENT, {"1", "2"})

    lost = [problem for problem in response.problems if "Rossum would ignore" in problem.message]
    assert all(problem.severity is not Severity.INFO for problem in lost)
    assert len(lost) >= response.dropped
    assert all(problem.path == "" or problem.path.startswith("/") for problem in response.problems)
    if isinstance(raw, dict):
        assert all(_leads_somewhere(raw, problem.path) for problem in response.problems)


@given(ANSWER | JSON, st.sampled_from(EVENTS))
@settings(max_examples=100, deadline=None)
def test_any_json_is_judged(raw, event):
    scenario = Scenario(event, Hook(""), SAMPLE.annotation, SAMPLE.schema)

    assert evaluate(scenario, raw).consequences


def _leads_somewhere(raw: object, path: str) -> bool:
    """Whether a JSON pointer leads to something in the answer, or to a key that is missing there."""
    *above, last = path.split("/")[1:] or [""]
    for part in above:
        key = part.replace("~1", "/").replace("~0", "~")
        raw = raw[int(key)] if isinstance(raw, list) else raw[key]
    return isinstance(raw, dict) or (isinstance(raw, list) and int(last) < len(raw))
