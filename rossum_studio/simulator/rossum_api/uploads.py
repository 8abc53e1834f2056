"""Files that a handler sends: documents, uploads and the tasks that stand for them.

Source: reference 10, `POST documents`, `POST uploads`, `GET tasks/{id}`.
"""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug.formparser import parse_form_data
from werkzeug.http import parse_options_header

from rossum_studio.model.http import HttpRequest, header
from rossum_studio.simulator.rossum_api.errors import wrong_field
from rossum_studio.simulator.rossum_api.store import Object
from rossum_studio.simulator.rossum_api.workspace import Workspace

_EXPIRES_AT = "2099-01-01T00:00:00.000000Z"


class Files:
    """Bytes of the files that were sent, by the address of their document."""

    def __init__(self) -> None:
        self._bytes: dict[str, tuple[bytes, str]] = {}

    def content_of(self, url: str) -> tuple[bytes, str] | None:
        """Bytes and media type; None for a document whose file is not here."""
        return self._bytes.get(url)

    def create_document(self, workspace: Workspace, request: HttpRequest) -> Object:
        """Take a file.

        Raises:
            ApiError: 400, there is no file in the request.
        """
        name, data, kind, values = _sent_file(request)
        parent = values.get("parent") or None
        document = workspace.store.create(
            "documents",
            {
                "original_file_name": name,
                "mime_type": kind,
                "metadata": _json_of(values.get("metadata")),
                "parent": parent,
                "annotations": [],
                "email": None,
            },
        )
        document["content"] = f"{document['url']}/content"
        self._bytes[document["url"]] = data, kind
        return document

    def upload(self, workspace: Workspace, request: HttpRequest, queue: str) -> Object:
        """Take a file into a queue.

        Returns:
            The task, which is done already.

        Raises:
            ApiError: 400 or 404, there is no file or no such queue.
        """
        if not queue.isdigit():
            raise wrong_field("queue", "This query parameter is required.")
        store = workspace.store
        target = store.get("queues", int(queue))
        document = self.create_document(workspace, request)
        annotation = store.create(
            "annotations",
            {"status": "importing", "document": document["url"], "queue": target["url"], "metadata": {}},
        )
        document["annotations"] = [annotation["url"]]
        annotations = [annotation["url"]]
        upload = store.create(
            "uploads",
            {
                "queue": target["url"],
                "organization": f"{store.base}/organizations/1",
                "creator": f"{store.base}/users/1",
                "created_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "documents": [document["url"]],
                "annotations": annotations,
            },
        )
        done = {"type": "upload_created", "status": "succeeded", "expires_at": _EXPIRES_AT, "detail": None}
        url = upload["url"]
        return store.create("tasks", {**done, "content": {"upload": url}, "result_url": url})


def _sent_file(request: HttpRequest) -> tuple[str, bytes, str, Mapping[str, str]]:
    """Name, bytes and media type of the file, and the other values of the form."""
    kind = header(request.headers, "Content-Type") or ""
    if parse_options_header(kind)[0] != "multipart/form-data":
        raise wrong_field("content", "No file was submitted.")
    environ = {
        "wsgi.input": io.BytesIO(request.body),
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(request.body)),
        "REQUEST_METHOD": request.method,
    }
    _, form, files = parse_form_data(environ, stream_factory=lambda *_args, **_names: io.BytesIO())
    sent = files.get("content")
    if sent is None:
        raise wrong_field("content", "No file was submitted.")
    media = sent.mimetype or "application/octet-stream"
    return sent.filename or "file", sent.read(), media, form.to_dict()


def _json_of(text: str | None) -> Any:
    try:
        return json.loads(text) if text else {}
    except ValueError:
        raise wrong_field("metadata", "Value must be valid JSON.") from None
