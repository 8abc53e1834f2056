"""The local Rossum API, request by request."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.http import HttpReply, HttpRequest
from rossum_studio.simulator.payload import TOKEN_STAND_IN, build_payload
from rossum_studio.simulator.rossum_api.api import LocalRossum
from rossum_studio.simulator.rossum_api.lists import page_of
from rossum_studio.simulator.scenario import Scenario

HOOK = Hook(
    "",
    attributes={
        "id": 7,
        "name": "Mine",
        "token_owner": "https://x/users/1",
        "secrets": {"key": "x"},
        "events": ["annotation_content"],
    },
)
PATHS = (
    *("annotations/{id}", "annotations/{id}/content", "annotations/search", "labels/apply", "documents"),
    *("annotations/{id}/content/operations", "annotations/{id}/reject", "notes", "hooks/7", "uploads", "x"),
    *("annotations/{id}/copy", "emails/send", "annotations", "annotations/{id}/content/901001"),
)
KEYS = ("query", "operations", "objects", "to", "content", "annotations", "add", "config")
AUTHORISED = (("Authorization", f"Bearer {TOKEN_STAND_IN}"), ("Content-Type", "application/json"))


class Client:
    """Asks, and reads the JSON of the answers."""

    def __init__(self, rossum: LocalRossum, base: str, annotation: int) -> None:
        self.rossum, self.base, self.annotation = rossum, base, annotation

    def send(self, method: str, path: str, body: object = None, headers=AUTHORISED) -> HttpReply:
        url = path if path.startswith("http") else f"{self.base}/api/v1/{path}"
        data = b"" if body is None else json.dumps(body).encode()
        return self.rossum.answer(
            HttpRequest(method, url.replace("{id}", str(self.annotation)), headers, data)
        )

    def json(self, method: str, path: str, body: object = None, status: int = 200):
        reply = self.send(method, path, body)
        assert reply.status == status, reply.body
        return json.loads(reply.body)


@pytest.fixture
def api(sample_event) -> Client:
    event = sample_event("annotation_content.initialize.invoice")
    completed, opened = event.completed, event.opened
    scenario = Scenario(
        event_named("annotation_content.initialize"),
        HOOK,
        completed.annotation,
        completed.schema,
        completed.document,
        opened.rest,
    )
    payload = build_payload(scenario)
    keys = json.loads(payload.body)
    return Client(LocalRossum(scenario, payload), keys["base_url"], keys["annotation"]["id"])


def first(api: Client, schema_id: str) -> dict:
    """The first content node of a field."""
    waiting = list(api.json("GET", "annotations/{id}/content")["content"])
    while waiting:
        node = waiting.pop()
        if node["schema_id"] == schema_id:
            return node
        waiting.extend(node.get("children") or [])
    raise AssertionError(schema_id)


# Who asks


@pytest.mark.parametrize(
    "headers", [(), (("Authorization", "Bearer wrong"),), (("Authorization", TOKEN_STAND_IN),)]
)
def test_without_the_token_nothing_is_told(api, headers):
    reply = api.send("GET", "annotations/{id}", headers=headers)

    assert reply.status == 401
    assert "detail" in json.loads(reply.body)


@pytest.mark.parametrize("word", ["Bearer", "Token"])
def test_both_words_for_a_token_are_known(api, word):
    assert (
        api.send("GET", "annotations/{id}", headers=(("Authorization", f"{word} {TOKEN_STAND_IN}"),)).status
        == 200
    )


def test_signing_in_gives_the_token(api):
    assert api.json("POST", "auth/login", {"username": "a", "password": "b"})["key"] == TOKEN_STAND_IN
    assert api.json("POST", "auth/login", {"username": "a"}, 400) == {"password": ["This field is required."]}
    assert "username" in api.json("GET", "auth/user")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "annotations/999", 404),
        ("GET", "nonsense", 404),
        ("GET", "annotations/{id}/content/5", 404),
        ("DELETE", "queues/1", 405),
        ("PUT", "annotations/{id}", 405),
        ("GET", "annotations?page=0", 400),
        ("PATCH", "annotations/{id}", 400),
        ("GET", "annotations/{id}/page_data?granularity=words", 501),
        ("POST", "hooks/7/test", 501),
        ("GET", "pages/1/content", 501),
    ],
)
def test_what_cannot_be_is_refused_with_its_status(api, method, path, status):
    assert api.send(method, path).status == status


# Reading


@pytest.mark.parametrize("kind", ["annotations", "documents", "queues", "schemas", "hooks"])
def test_what_the_document_is_about_can_be_read_and_listed(api, kind):
    page = api.json("GET", kind)

    assert page["pagination"] == {"total": 1, "total_pages": 1, "next": None, "previous": None}
    assert api.json("GET", page["results"][0]["url"]) == page["results"][0]


def test_an_annotation_names_its_content_and_the_content_is_the_tree(api):
    annotation = api.json("GET", "annotations/{id}")
    content = api.json("GET", annotation["content"])

    assert annotation["content"] == f"{annotation['url']}/content"
    assert content["content"] == content["results"]
    assert content["content"][0]["category"] == "section"


def test_links_lead_to_objects(api):
    annotation = api.json("GET", "annotations/{id}")
    for name in ("document", "queue", "schema"):
        assert api.json("GET", annotation[name])["url"] == annotation[name]


def test_a_hook_names_each_of_its_events(api):
    assert api.json("GET", "hooks/7")["events"] == [
        f"annotation_content.{action}"
        for action in ("initialize", "started", "updated", "user_update", "confirm", "export")
    ]


def test_a_hook_never_shows_its_secrets(api):
    hook = api.json("GET", "hooks/7")
    changed = api.json("PATCH", "hooks/7", {"secrets": {"new": "value"}, "config": {"timeout_s": 5}})

    assert hook["secrets"] == changed["secrets"] == {}
    assert set(changed["config"]) >= {"timeout_s", "code", "runtime"}
    assert api.json("GET", "hooks/7/secrets_keys") == ["new"]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("status=importing", 1),
        ("status=exported,importing", 1),
        ("status=exported", 0),
        ("id={id}", 1),
        ("queue=999", 0),
        ("ordering=-id&page_size=5", 1),
    ],
)
def test_lists_are_filtered(api, query, total):
    assert api.json("GET", f"annotations?{query}")["pagination"]["total"] == total


def test_fields_trim_a_list(api):
    assert set(api.json("GET", "annotations?fields=id,status")["results"][0]) == {"id", "status"}
    assert "id" not in api.json("GET", "annotations?fields!=id")["results"][0]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ({"$and": [{"status": {"$in": ["importing"]}}]}, 1),
        ({"field.amount_total.number": {"$gt": 1000}}, 1),
        ({"field.amount_total.number": {"$lt": 5}}, 0),
        ({"field.document_id.string": {"$startsWith": "nothing"}}, 0),
        ({"$or": [{"status": {"$eq": "exported"}}, {"status": {"$ne": "exported"}}]}, 1),
        ({"field.notes_unknown.string": {"$emptyOrMissing": True}}, 1),
    ],
)
def test_a_search_asks_about_fields_and_attributes(api, query, total):
    assert api.json("POST", "annotations/search", {"query": query})["pagination"]["total"] == total


def test_a_search_with_an_unknown_operator_is_refused(api):
    assert "query" in api.json("POST", "annotations/search", {"query": {"status": {"$near": 1}}}, 400)


# Writing


def test_operations_change_the_content_that_is_read_afterwards(api):
    node = first(api, "document_id")
    operation = {"op": "replace", "id": node["id"], "value": {"content": {"value": "NEW"}}}

    api.json("POST", "annotations/{id}/content/operations", {"operations": [operation]})

    assert first(api, "document_id")["content"]["value"] == "NEW"
    assert [(each.attribute, each.after) for each in api.rossum.writes] == [(str(node["id"]), "NEW")]


def test_an_operation_on_nothing_is_refused(api):
    body = {"operations": [{"op": "replace", "id": 5, "value": {"content": {"value": "x"}}}]}

    assert "operations" in api.json("POST", "annotations/{id}/content/operations", body, 400)


def test_one_node_can_be_changed(api):
    node = first(api, "document_id")

    changed = api.json("PATCH", f"annotations/{{id}}/content/{node['id']}", {"content": {"value": "ONE"}})

    assert changed["content"]["value"] == "ONE"
    assert api.json("GET", f"annotations/{{id}}/content/{node['id']}")["content"]["value"] == "ONE"


def test_content_is_merged_by_schema_id(api):
    section = api.json("GET", "annotations/{id}/content")["content"][0]
    child = {"schema_id": "document_id", "content": {"value": "MERGED"}}

    api.json(
        "PATCH",
        "annotations/{id}/content",
        {"content": [{"schema_id": section["schema_id"], "children": [child]}]},
    )

    assert first(api, "document_id")["content"]["value"] == "MERGED"
    assert first(api, "document_type")


def test_an_empty_row_is_added(api):
    table = first(api, "line_items")

    row = api.json("POST", f"annotations/{{id}}/content/{table['id']}/add_empty")

    assert row["category"] == "tuple"
    assert len(first(api, "line_items")["children"]) == len(table["children"]) + 1


@pytest.mark.parametrize(
    ("verb", "status", "after"),
    [
        ("confirm", 204, "exporting"),
        ("cancel", 204, "to_review"),
        ("postpone", 204, "postponed"),
        ("delete", 204, "deleted"),
        ("approve", 200, "exporting"),
        ("reject", 200, "rejected"),
    ],
)
def test_verbs_move_the_status(api, verb, status, after):
    reply = api.send("POST", f"annotations/{{id}}/{verb}", {})

    assert reply.status == status
    assert api.json("GET", "annotations/{id}")["status"] == after
    assert api.rossum.annotation_status == after


def test_start_needs_a_status_that_allows_it(api):
    assert api.send("POST", "annotations/{id}/start").status == 409
    api.json("PATCH", "annotations/{id}", {"status": "to_review"})

    assert api.json("POST", "annotations/{id}/start")["session_timeout"] == "01:00:00"


def test_rejecting_leaves_a_note(api):
    answer = api.json("POST", "annotations/{id}/reject", {"note_content": "Not ours"})

    note = api.json("GET", answer["note"])
    assert (note["type"], note["content"]) == ("rejection", "Not ours")
    assert api.json("GET", "notes")["pagination"]["total"] == 1


def test_a_rotation_is_one_of_four(api):
    assert api.send("POST", "annotations/{id}/rotate", {"rotation_deg": 45}).status == 400
    assert api.send("POST", "annotations/{id}/rotate", {"rotation_deg": 90}).status == 204


def test_objects_are_created_with_what_they_need(api):
    url = api.json("GET", "annotations/{id}")["url"]

    assert api.json("POST", "notes", {"content": "x"}, 400) == {"annotation": ["This field is required."]}
    note = api.json("POST", "notes", {"content": "x", "annotation": url}, 201)
    relation = {"type": "export", "key": "k", "annotation": url, "documents": []}
    api.json("POST", "document_relations", relation, 201)
    assert api.send("POST", "document_relations", relation).status == 400
    assert api.json("GET", f"notes?annotation={url}")["results"] == [note]
    assert [each.attribute for each in api.rossum.writes] == ["", ""]


def test_labels_are_put_on_and_taken_off(api):
    url = api.json("GET", "annotations/{id}")["url"]
    label = api.json("POST", "labels", {"name": "Urgent"}, 201)["url"]

    body = {"operations": {"add": [label]}, "objects": {"annotations": [url]}}
    assert api.send("POST", "labels/apply", body).status == 204
    assert api.json("GET", "annotations/{id}")["labels"] == [label]
    body["operations"] = {"remove": [label]}
    api.send("POST", "labels/apply", body)
    assert api.json("GET", "annotations/{id}")["labels"] == []


def test_a_copy_goes_into_a_queue(api):
    queue = api.json("GET", "annotations/{id}")["queue"]

    made = api.json("POST", "annotations/{id}/copy", {"target_queue": queue}, 201)

    assert api.json("GET", made["annotation"])["queue"] == queue


def test_a_mail_has_somebody_to_go_to(api):
    assert api.json("POST", "emails/send", {"to": []}, 400)
    mail = {"to": [{"email": "a@example.com"}], "template_values": {"subject": "Hello", "message": "x"}}
    assert api.json("GET", api.json("POST", "emails/send", mail)["email"])["subject"] == "Hello"


def form(name: str, data: bytes) -> tuple[tuple, bytes]:
    head = f'--edge\r\nContent-Disposition: form-data; name="content"; filename="{name}"\r\n'
    body = head.encode() + b"Content-Type: text/plain\r\n\r\n" + data + b"\r\n--edge--\r\n"
    return (AUTHORISED[0], ("Content-Type", "multipart/form-data; boundary=edge")), body


def test_a_file_becomes_a_document_and_can_be_read_back(api):
    headers, body = form("a.txt", b"hello")
    made = json.loads(
        api.rossum.answer(HttpRequest("POST", f"{api.base}/api/v1/documents", headers, body)).body
    )

    assert made["original_file_name"] == "a.txt"
    assert api.send("GET", made["content"]).body == b"hello"
    assert api.send("DELETE", made["url"]).status == 204
    assert api.send("GET", made["url"]).status == 404


def test_an_upload_is_a_task_that_leads_to_it(api):
    queue = api.json("GET", "annotations/{id}")["queue"].rpartition("/")[2]
    headers, body = form("a.txt", b"hello")
    url = f"{api.base}/api/v1/uploads?queue={queue}"
    task = json.loads(api.rossum.answer(HttpRequest("POST", url, headers, body)).body)["url"]

    assert api.json("GET", f"{task}?no_redirect=true")["status"] == "succeeded"
    moved = api.send("GET", task)
    assert moved.status == 303
    upload = api.json("GET", dict(moved.headers)["Location"])
    assert api.json("GET", upload["annotations"][0])["status"] == "importing"


# Whatever comes


@given(
    objects=st.lists(st.builds(lambda n: {"n": n}, st.integers(0, 9)), max_size=60),
    size=st.integers(1, 30),
)
def test_all_pages_together_are_the_list(objects, size):
    pages, number = [], 1
    while True:
        page = page_of(objects, (("page", str(number)), ("page_size", str(size))), "https://x/y")
        pages += page["results"]
        if page["pagination"]["next"] is None:
            break
        number += 1

    assert pages == objects
    assert number == page["pagination"]["total_pages"]


def test_no_request_breaks_it(api):
    @settings(max_examples=150, deadline=None)
    @given(
        method=st.sampled_from(["GET", "POST", "PATCH", "DELETE", "PUT"]),
        path=st.sampled_from(PATHS),
        body=st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(KEYS),
                    inner,
                    max_size=3,
                )
            ),
            max_leaves=6,
        ),
    )
    def ask(method, path, body):
        assert 200 <= api.send(method, path, body).status < 600

    ask()


# Pages and exports


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("split", {"documents": [{"pages": [{"page": "https://x/pages/1"}]}] * 2}),
        ("edit_pages", {"edit": [{"parent_pages": [{"page": "https://x/pages/1", "rotation_deg": 90}]}] * 2}),
    ],
)
def test_a_document_is_divided_into_others(api, verb, body):
    made = api.json("POST", f"annotations/{{id}}/{verb}", body)["results"]

    assert len({each["annotation"] for each in made}) == 2
    part = api.json("GET", made[0]["annotation"])
    assert (part["status"], part["pages"]) == ("importing", ["https://x/pages/1"])
    assert api.json("GET", made[0]["document"])["annotations"] == [made[0]["annotation"]]
    assert api.json("GET", "annotations/{id}")["status"] == "split"
    assert api.rossum.annotation_status == "split"


@pytest.mark.parametrize("documents", [None, [], [{}], [{"pages": [5]}]])
def test_dividing_needs_pages(api, documents):
    assert "documents" in api.json("POST", "annotations/{id}/split", {"documents": documents}, 400)
    assert api.rossum.annotation_status is None


def test_what_is_exported_is_not_divided(api):
    api.send("PATCH", "annotations/{id}", {"status": "exported"})

    api.json("POST", "annotations/{id}/split", {"documents": [{"pages": ["https://x/pages/1"]}]}, 409)


def test_an_edit_can_be_suggested(api):
    suggested = {"annotation": "https://x/annotations/1", "documents": [{"pages": []}]}
    made = api.json("POST", "suggested_edits", suggested, 201)

    assert api.json("GET", made["url"])["documents"] == [{"pages": []}]


def test_a_queue_is_exported_as_json(api):
    queue = api.json("GET", "annotations/{id}")["queue"]
    page = api.json("GET", f"{queue}/export?format=json")
    (result,) = page["results"]
    node = first(api, "document_id")
    flat = result["content"]
    while not any(each["category"] == "datapoint" and each["schema_id"] == "document_id" for each in flat):
        flat = [child for each in flat for child in each.get("children", [])]
    found = next(each for each in flat if each["schema_id"] == "document_id")

    assert page["pagination"]["total"] == 1
    assert found["value"] == (node["content"].get("normalized_value") or node["content"]["value"])
    assert set(found) == {"category", "schema_id", "value", "type", "rir_confidence"}
    assert set(result["document"]) == {"url", "file_name", "file"}
    assert api.json("GET", f"{queue}/export?format=json&status=rejected")["results"] == []
    assert "format" in api.json("GET", f"{queue}/export", None, 400)
    assert "detail" in api.json("GET", f"{queue}/export?format=xml", None, 501)


def test_an_export_moves_what_it_exports(api):
    queue = api.json("GET", "annotations/{id}")["queue"]

    api.json("GET", f"{queue}/export?format=json&to_status=exported")
    assert api.rossum.annotation_status is None
    api.json("POST", f"{queue}/export?format=json&to_status=exported")
    assert api.rossum.annotation_status == "exported"
