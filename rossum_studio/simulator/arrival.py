"""What an e-mail and an upload put into the payload, invented from one document.

Source: reference 4.5.
"""

from collections.abc import Mapping
from typing import Any

EMAIL_KEYS = ("files", "headers", "body", "email", "queue")
UPLOAD_KEYS = ("files", "documents", "metadata", "email", "upload")


def email_part(document: Mapping[str, Any], api: str) -> dict[str, Any]:
    """An e-mail with the document as its only file.

    Args:
        document: The complete document object.
        api: Address of the API, without a slash at the end.
    """
    file = {
        "id": "1",
        "filename": document["original_file_name"],
        "mime_type": document["mime_type"],
        "n_pages": 1,
        "height_px": 3508.0,
        "width_px": 2480.0,
        "document": document["url"],
    }
    headers = {
        "from": "sender@supplier.example",
        "to": "inbox@example.rossum.app",
        "reply-to": "",
        "subject": "",
        "message-id": "<1@supplier.example>",
        "date": "Mon, 02 Mar 2026 07:58:41 +0100",
    }
    return {
        "files": [file],
        "headers": headers,
        "body": {"body_text_plain": "", "body_text_html": ""},
        "email": f"{api}/emails/1",
        "queue": f"{api}/queues/1",
    }


def upload_part(document: Mapping[str, Any], api: str) -> dict[str, Any]:
    """An upload of the document alone; see `email_part`."""
    file = {
        "document": document["url"],
        "prevent_importing": False,
        "values": [],
        "queue": f"{api}/queues/1",
        "annotation": None,
    }
    return {
        "files": [file],
        "documents": [dict(document)],
        "metadata": {},
        "email": None,
        "upload": f"{api}/uploads/1",
    }
