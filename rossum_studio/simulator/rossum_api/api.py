"""Answers requests to the Rossum API from one run's workspace.

Source: reference 10.
"""

import json
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from rossum_studio.model.http import HttpReply, HttpRequest, header, json_reply
from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.rossum_api import documents, exports, pages
from rossum_studio.simulator.rossum_api.errors import ApiError, not_found, not_offline, refused, wrong_field
from rossum_studio.simulator.rossum_api.lists import page_of
from rossum_studio.simulator.rossum_api.search import matches, mentions
from rossum_studio.simulator.rossum_api.store import ApiWrite, Object
from rossum_studio.simulator.rossum_api.uploads import Files
from rossum_studio.simulator.rossum_api.workspace import Workspace
from rossum_studio.simulator.scenario import Scenario

API_PATH = "/api/v1/"
MOST_FOUND = 500
_USER = {"id": 1, "username": "offline", "email": "", "first_name": "", "last_name": ""}

_READ = (
    *("annotations", "documents", "queues", "schemas", "hooks", "users", "workspaces", "organizations"),
    *("labels", "notes", "relations", "document_relations", "emails", "pages", "automation_blockers"),
    *("uploads", "tasks", "inboxes", "suggested_edits"),
)
_CHANGED = (
    *("annotations", "documents", "queues", "schemas", "hooks", "labels", "notes", "relations"),
    "document_relations",
)
_CREATED = ("notes", "labels", "relations", "document_relations", "annotations", "suggested_edits")
_REQUIRED = {
    "notes": ("content", "annotation"),
    "labels": ("name",),
    "relations": ("type", "annotations"),
    "document_relations": ("type", "annotation", "documents"),
    "annotations": ("status", "document", "queue"),
    "suggested_edits": ("annotation", "documents"),
}
_NOT_OFFLINE = ("select", "grid", "validate", "page_data")

_ROUTES = Map(
    [
        Rule("/auth/login", methods=["POST"], endpoint="login"),
        Rule("/auth/logout", methods=["POST"], endpoint="logout"),
        Rule("/auth/user", methods=["GET"], endpoint="user"),
        Rule("/annotations/search", methods=["POST"], endpoint="search"),
        Rule("/labels/apply", methods=["POST"], endpoint="apply_labels"),
        Rule("/emails/send", methods=["POST"], endpoint="send_email"),
        Rule("/documents", methods=["POST"], endpoint="create_document"),
        Rule("/documents/<int:number>/content", methods=["GET"], endpoint="file"),
        Rule("/documents/<int:number>", methods=["DELETE"], endpoint="delete_document"),
        Rule("/uploads", methods=["POST"], endpoint="upload"),
        Rule("/tasks/<int:number>", methods=["GET"], endpoint="task"),
        Rule("/hooks/<int:number>/secrets_keys", methods=["GET"], endpoint="secrets_keys"),
        Rule("/hooks/<int:number>/<any(invoke, test, generate_payload):what>", endpoint="not_offline"),
        Rule("/hooks/logs", endpoint="not_offline_logs"),
        Rule("/hooks/<int:number>", methods=["PATCH"], endpoint="change_hook"),
        Rule("/annotations/<int:number>/content", methods=["GET"], endpoint="content"),
        Rule("/annotations/<int:number>/content", methods=["PATCH"], endpoint="merge_content"),
        Rule("/annotations/<int:number>/content/operations", methods=["POST"], endpoint="operations"),
        Rule("/annotations/<int:number>/content/<int:node>", methods=["GET"], endpoint="node"),
        Rule("/annotations/<int:number>/content/<int:node>", methods=["PATCH"], endpoint="change_node"),
        Rule("/annotations/<int:number>/content/<int:node>/add_empty", methods=["POST"], endpoint="add_row"),
        Rule("/annotations/<int:number>/content/<path:what>", endpoint="not_offline"),
        Rule("/annotations/<int:number>/copy", methods=["POST"], endpoint="copy"),
        Rule(
            f"/annotations/<int:number>/<any({', '.join(documents.VERBS)}):verb>",
            methods=["POST"],
            endpoint="verb",
        ),
        Rule("/annotations/<int:number>/<any(split, edit_pages):verb>", methods=["POST"], endpoint="divide"),
        Rule("/annotations/<int:number>/edit_pages/<any(in_place):what>", endpoint="not_offline"),
        Rule(f"/annotations/<int:number>/<any({', '.join(_NOT_OFFLINE)}):what>", endpoint="not_offline"),
        Rule("/pages/<int:number>/content", endpoint="not_offline_pages"),
        Rule("/emails/<int:number>/content", endpoint="not_offline_emails"),
        Rule("/queues/<int:number>/export", methods=["GET", "POST"], endpoint="export"),
        Rule(f"/<any({', '.join(_READ)}):kind>", methods=["GET"], endpoint="list"),
        Rule(f"/<any({', '.join(_CREATED)}):kind>", methods=["POST"], endpoint="create"),
        Rule(f"/<any({', '.join(_READ)}):kind>/<int:number>", methods=["GET"], endpoint="read"),
        Rule(f"/<any({', '.join(_CHANGED)}):kind>/<int:number>", methods=["PATCH"], endpoint="change"),
    ],
    strict_slashes=False,
)


class LocalRossum:
    """The API during one run: what a handler writes is there when it reads again, and gone afterwards.

    Nothing is made before the first request. `answer` may be called from several threads at once.
    """

    def __init__(self, scenario: Scenario, payload: Payload, earlier: "LocalRossum | None" = None) -> None:
        """Take what the run knows.

        Args:
            earlier: Of a hook before this one, on the same event: its objects are as that left them.
        """
        self._given = scenario, payload
        self._earlier = earlier
        self._lock = Lock()
        self._made: Workspace | None = None
        self._files = Files()

    @property
    def _workspace(self) -> Workspace:
        if self._made is None:
            self._made = Workspace(*self._given)
            if self._earlier is not None and self._earlier._made is not None:
                self._made.store.take_over(self._earlier._made.store)
        return self._made

    @property
    def was_asked(self) -> bool:
        """Whether there was a request."""
        return self._made is not None

    @property
    def host(self) -> str:
        """Whose requests are answered here."""
        with self._lock:
            return urlsplit(self._workspace.base).hostname or ""

    @property
    def writes(self) -> tuple[ApiWrite, ...]:
        """What a handler changed; of the content each value."""
        with self._lock:
            if self._made is None:
                return ()
            return (*self._made.store.writes, *_content_writes(self._given[1], self._made))

    @property
    def annotation_status(self) -> str | None:
        """The status to which a handler moved the document; None where it did not."""
        with self._lock:
            made = self._made
            if made is None or made.annotation_id is None:
                return None
            place = f"annotations/{made.annotation_id}"
            moved = [each for each in made.store.writes if (each.place, each.attribute) == (place, "status")]
            return str(moved[-1].after) if moved else None

    def answer(self, request: HttpRequest) -> HttpReply:
        """Return the API's answer; one that is refused says why."""
        with self._lock:
            try:
                return self._answer(request)
            except ApiError as error:
                return error.reply

    def _answer(self, request: HttpRequest) -> HttpReply:
        path = request.path
        if not path.startswith(API_PATH):
            raise not_offline(f"{path}, which is no part of the API,")
        try:
            found, given = _ROUTES.bind("local").match(f"/{path.removeprefix(API_PATH)}", request.method)
        except MethodNotAllowed:
            raise refused(405, f'Method "{request.method}" not allowed.') from None
        except (NotFound, RequestRedirect):
            raise not_found() from None
        if found != "login":
            self._check_token(request)
        endpoint: Callable[..., HttpReply] = getattr(self, f"_{found}")
        return endpoint(request, **given)

    def _check_token(self, request: HttpRequest) -> None:
        given = (header(request.headers, "Authorization") or "").split(" ", 1)
        token = self._workspace.token
        if len(given) < 2 or given[0] not in ("Bearer", "Token"):
            raise refused(401, "Authentication credentials were not provided.")
        if token is None or given[1].strip() != token:
            raise refused(401, "Invalid token.")

    # Signing in

    def _login(self, request: HttpRequest) -> HttpReply:
        body = _object(request)
        for name in ("username", "password"):
            if not body.get(name):
                raise wrong_field(name, "This field is required.")
        return json_reply(200, {"key": self._workspace.token, "domain": self._workspace.base})

    def _logout(self, _request: HttpRequest) -> HttpReply:
        return json_reply(200, {"detail": "Successfully logged out."})

    def _user(self, _request: HttpRequest) -> HttpReply:
        users = list(self._workspace.store.all("users"))
        return json_reply(200, users[0] if users else _USER | {"url": self._workspace.store.url("users", 1)})

    # Any kind of object

    def _list(self, request: HttpRequest, kind: str) -> HttpReply:
        objects = self._workspace.store.all(kind)
        return json_reply(200, page_of(objects, _query(request), _address(request)))

    def _read(self, _request: HttpRequest, kind: str, number: int) -> HttpReply:
        return json_reply(200, self._workspace.store.get(kind, number))

    def _change(self, request: HttpRequest, kind: str, number: int) -> HttpReply:
        body = _object(request)
        changes = {key: value for key, value in body.items() if key not in ("id", "url", "content")}
        if kind != "annotations" and "content" in body:
            changes["content"] = body["content"]
        return json_reply(200, self._workspace.store.change(kind, number, changes))

    def _create(self, request: HttpRequest, kind: str) -> HttpReply:
        body = _object(request)
        for name in _REQUIRED[kind]:
            if name not in body:
                raise wrong_field(name, "This field is required.")
        if kind == "document_relations" and any(
            all(each.get(key) == body.get(key) for key in ("type", "key", "annotation"))
            for each in self._workspace.store.all(kind)
        ):
            raise wrong_field("non_field_errors", "The fields type, key, annotation must make a unique set.")
        return json_reply(201, self._workspace.store.create(kind, body))

    # Hooks

    def _change_hook(self, request: HttpRequest, number: int) -> HttpReply:
        body = _object(request)
        hook = self._workspace.store.get("hooks", number)
        if isinstance(body.get("config"), dict):
            body["config"] = {**(hook.get("config") or {}), **body["config"]}
        if isinstance(body.get("secrets"), dict):
            body["secrets"] = dict.fromkeys(body["secrets"], "")
        changed = self._workspace.store.change("hooks", number, body)
        return json_reply(200, {**changed, "secrets": {}})

    def _secrets_keys(self, _request: HttpRequest, number: int) -> HttpReply:
        return json_reply(200, list(self._workspace.store.get("hooks", number).get("secrets") or {}))

    # Annotations

    def _search(self, request: HttpRequest) -> HttpReply:
        body, workspace = _object(request), self._workspace
        text = body.get("query_string")
        words = str(text.get("string", "")) if isinstance(text, dict) else ""
        query, content = body.get("query") or {}, workspace.content
        annotations = workspace.store.all("annotations") if mentions(words, content) else ()
        found = [each for each in annotations if matches(query, each, content)]
        return json_reply(200, page_of(found, _query(request), _address(request), MOST_FOUND))

    def _verb(self, request: HttpRequest, number: int, verb: str) -> HttpReply:
        status, body = documents.do(self._workspace, verb, number, _object(request, may_be_empty=True))
        return HttpReply(status) if body is None else json_reply(status, body)

    def _content(self, _request: HttpRequest, number: int) -> HttpReply:
        return json_reply(200, documents.content_body(self._own(number).content))

    def _merge_content(self, request: HttpRequest, number: int) -> HttpReply:
        return json_reply(200, documents.merge_content(self._own(number), _object(request)))

    def _operations(self, request: HttpRequest, number: int) -> HttpReply:
        return json_reply(200, documents.change_content(self._own(number), _object(request)))

    def _node(self, _request: HttpRequest, number: int, node: int) -> HttpReply:
        return json_reply(200, documents.node_body(self._own(number), node))

    def _change_node(self, request: HttpRequest, number: int, node: int) -> HttpReply:
        return json_reply(200, documents.change_node(self._own(number), node, _object(request)))

    def _add_row(self, _request: HttpRequest, number: int, node: int) -> HttpReply:
        return json_reply(200, documents.add_row(self._own(number), node))

    def _copy(self, request: HttpRequest, number: int) -> HttpReply:
        body, store = _object(request), self._workspace.store
        if store.find("queues", body.get("target_queue")) is None:
            raise wrong_field("target_queue", "Invalid hyperlink - Object does not exist.")
        original = store.get("annotations", number)
        status = body.get("target_status") or original["status"]
        attributes = {key: value for key, value in original.items() if key not in ("id", "url", "content")}
        made = store.create("annotations", attributes | {"queue": body["target_queue"], "status": status})
        return json_reply(201, {"annotation": made["url"]})

    def _divide(self, request: HttpRequest, number: int, verb: str) -> HttpReply:
        return json_reply(200, {"results": pages.divide(self._workspace, verb, number, _object(request))})

    def _export(self, request: HttpRequest, number: int) -> HttpReply:
        query = _query(request)
        found = exports.exported(self._workspace, number, dict(query), moves=request.method == "POST")
        return json_reply(200, page_of(found, query, _address(request)))

    def _own(self, number: int) -> Workspace:
        """The workspace, if the number is that of the document whose content it has."""
        self._workspace.store.get("annotations", number)
        if number != self._workspace.annotation_id:
            raise not_offline("The content of another annotation than the open one")
        return self._workspace

    def _apply_labels(self, request: HttpRequest) -> HttpReply:
        body, store = _object(request), self._workspace.store
        operations, objects = body.get("operations"), body.get("objects")
        if not isinstance(operations, dict) or not isinstance(objects, dict):
            raise wrong_field("operations", "Expected operations and objects.")
        added, removed = operations.get("add") or [], operations.get("remove") or []
        for url in (*added, *removed):
            if store.find("labels", url) is None:
                raise wrong_field("operations", f"Invalid hyperlink {url} - Object does not exist.")
        for url in objects.get("annotations") or []:
            found = store.find("annotations", url)
            if found is None:
                raise wrong_field("objects", f"Invalid hyperlink {url} - Object does not exist.")
            labels = [each for each in found.get("labels") or [] if each not in removed]
            labels += [each for each in added if each not in labels]
            store.change("annotations", found["id"], {"labels": labels})
        return HttpReply(204)

    def _send_email(self, request: HttpRequest) -> HttpReply:
        body = _object(request)
        if not isinstance(body.get("to"), list) or not body["to"]:
            raise wrong_field("to", "This field is required.")
        if len(body["to"]) > 40:
            raise wrong_field("to", "A mail has 40 recipients at most.")
        values = body.get("template_values")
        values = values if isinstance(values, dict) else {}
        mail = {"to": body["to"], "queue": body.get("queue"), "subject": values.get("subject", "")}
        made = self._workspace.store.create("emails", mail | {"body_text_html": values.get("message", "")})
        return json_reply(200, {"email": made["url"]})

    # Files

    def _create_document(self, request: HttpRequest) -> HttpReply:
        return json_reply(201, self._files.create_document(self._workspace, request))

    def _delete_document(self, _request: HttpRequest, number: int) -> HttpReply:
        self._workspace.store.delete("documents", number)
        return HttpReply(204)

    def _file(self, _request: HttpRequest, number: int) -> HttpReply:
        document = self._workspace.store.get("documents", number)
        found = self._files.content_of(document["url"])
        if found is None:
            raise not_offline("The file of a document")
        data, kind = found
        return HttpReply(200, (("Content-Type", kind),), data)

    def _upload(self, request: HttpRequest) -> HttpReply:
        task = self._files.upload(self._workspace, request, dict(_query(request)).get("queue", ""))
        url = task["url"]  # the official client looks for it in a list
        return json_reply(201, {"url": url, "results": [{"annotation": url}]})

    def _task(self, request: HttpRequest, number: int) -> HttpReply:
        task = self._workspace.store.get("tasks", number)
        if dict(_query(request)).get("no_redirect", "").lower() == "true":
            return json_reply(200, task)
        reply = json_reply(303, task)
        return HttpReply(303, (*reply.headers, ("Location", task["result_url"])), reply.body)

    # What needs more than one document

    def _not_offline(self, _request: HttpRequest, number: int, what: str) -> HttpReply:
        raise not_offline(f"{what} of {number}")

    def _not_offline_logs(self, _request: HttpRequest) -> HttpReply:
        raise not_offline("The log of hooks")

    def _not_offline_pages(self, _request: HttpRequest, number: int) -> HttpReply:
        raise not_offline(f"The picture of page {number}")

    def _not_offline_emails(self, _request: HttpRequest, number: int) -> HttpReply:
        raise not_offline(f"The text of e-mail {number}")


def _query(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))


def _address(request: HttpRequest) -> str:
    return request.url.partition("?")[0]


def _object(request: HttpRequest, *, may_be_empty: bool = False) -> Object:
    """The JSON object of a request."""
    if not request.body.strip() and may_be_empty:
        return {}
    try:
        found: object = json.loads(request.body)
    except (ValueError, RecursionError):
        raise refused(400, "JSON parse error.") from None
    if not isinstance(found, dict):
        raise wrong_field("non_field_errors", "Invalid data. Expected a dictionary.")
    return found


def _content_writes(payload: Payload, workspace: Workspace) -> list[ApiWrite]:
    """What became of the values of the content."""
    before, after = payload.content, workspace.content
    if before is None or before is after:
        return []
    place = f"annotations/{workspace.annotation_id}/content"
    old, new = _values(before.by_id), _values(after.by_id)
    return [
        ApiWrite(place, str(key), old.get(key), new.get(key))
        for key in dict.fromkeys((*old, *new))
        if old.get(key) != new.get(key)
    ]


def _values(nodes: Mapping[int, Any]) -> dict[int, Any]:
    return {number: node.value for number, node in nodes.items() if node.category == "datapoint"}
