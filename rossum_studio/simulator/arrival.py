"""What an e-mail and an upload put into the payload: what is known of them, completed.

Source: reference 4.5, 4.8, chapter 12 row 32.
"""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rossum_studio.model.importing.complete_objects import fill_document

type _Defaults = Callable[[Mapping[str, Any], int], dict[str, Any]]

EMAIL_KEYS = ("files", "headers", "body", "email", "queue")
UPLOAD_KEYS = ("files", "documents", "metadata", "email", "upload")

_A4_AT_300_DPI = {"height_px": 3508.0, "width_px": 2480.0}
_HEADERS = {
    "from": "sender@supplier.example",
    "to": "inbox@example.rossum.app",
    "reply-to": "",
    "subject": "",
    "message-id": "<1@supplier.example>",
    "date": "Mon, 02 Mar 2026 07:58:41 +0100",
}
_BODY = {"body_text_plain": "", "body_text_html": ""}


@dataclass(slots=True)
class Arrival:
    """Makes the keys of an e-mail or an upload.

    Args:
        known: What the user gave of them, in any shape; it wins over what is made up.
        document: The complete document object; it is the only file where no files are known.
        queue: Address of the queue.
        api: Address of the API, without a slash at the end.

    Attributes:
        made_up: JSON pointers of everything that is not from `known`.
    """

    known: Mapping[str, Any]
    document: Mapping[str, Any]
    queue: str
    api: str
    made_up: list[str] = field(default_factory=list)

    def email(self) -> dict[str, Any]:
        """The keys of `email.received`."""
        name, mime_type = self.document["original_file_name"], self.document["mime_type"]
        only_file = {"filename": name, "mime_type": mime_type, "document": self.document["url"]}
        files = self._known("files", [only_file | _A4_AT_300_DPI])
        return {
            "files": self._completed_list("/files", files, self._email_file),
            "headers": self._partly_known("headers", _HEADERS),
            "body": self._partly_known("body", _BODY),
            "email": self._known("email", f"{self.api}/emails/1"),
            "queue": self._known("queue", self.queue),
        }

    def upload(self) -> dict[str, Any]:
        """The keys of `upload.created`."""
        documents = self.known.get("documents")
        given = [each for each in documents if isinstance(each, dict)] if isinstance(documents, list) else []
        urls = [each.get("url") for each in given or (self.document,)]
        files = self._known("files", [{"document": url} for url in urls if isinstance(url, str)])
        files = self._completed_list("/files", files, self._upload_file)
        return {
            "files": files,
            "documents": self._known("documents", self._documents_of(files)),
            "metadata": self._known("metadata", {}),
            "email": self._known("email", None),
            "upload": self._known("upload", f"{self.api}/uploads/1"),
        }

    def _known(self, key: str, default: Any) -> Any:
        if key in self.known:
            return self.known[key]
        self.made_up.append(f"/{key}")
        return default

    def _partly_known(self, key: str, defaults: Mapping[str, str]) -> Any:
        """An object of texts; keys that are missing from a known one are empty."""
        found = self._known(key, defaults)
        return self._completed(f"/{key}", found, dict.fromkeys(defaults, ""))

    def _completed(self, path: str, found: Any, defaults: Mapping[str, Any]) -> Any:
        if not isinstance(found, Mapping):
            return found
        missing = {key: value for key, value in defaults.items() if key not in found}
        self.made_up += [f"{path}/{key}" for key in missing]
        return {**found, **missing}

    def _completed_list(self, path: str, found: Any, defaults: _Defaults) -> Any:
        if not isinstance(found, list):
            return found
        return [
            self._completed(f"{path}/{index}", each, defaults(each, index + 1))
            if isinstance(each, dict)
            else each
            for index, each in enumerate(found)
        ]

    def _email_file(self, file: Mapping[str, Any], number: int) -> dict[str, Any]:
        name = file.get("filename")
        guessed = mimetypes.guess_type(name)[0] if isinstance(name, str) else None
        return {
            "id": str(number),
            "filename": f"attachment-{number}.pdf",
            "mime_type": guessed or "application/pdf",
            "n_pages": 1,
            "height_px": None,
            "width_px": None,
            "document": f"{self.api}/documents/{number}",
        }

    def _upload_file(self, _file: Mapping[str, Any], number: int) -> dict[str, Any]:
        return {
            "document": f"{self.api}/documents/{number}",
            "prevent_importing": False,
            "values": [],
            "queue": self.queue,
            "annotation": None,
        }

    def _documents_of(self, files: Any) -> list[dict[str, Any]]:
        """A document object for each file, as they come: without `annotations`."""
        entries = files if isinstance(files, list) else []
        urls = [each.get("document") for each in entries if isinstance(each, dict)]
        return [self._document_at(url) for url in urls if isinstance(url, str)]

    def _document_at(self, url: str) -> dict[str, Any]:
        if url == self.document["url"]:
            return dict(self.document)
        made = fill_document({"url": url}, {"created_at": self.document["created_at"]}).values
        return {key: value for key, value in made.items() if key != "annotations"}
