"""E-mails saved as files, as keys of an event."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.email_file import event_keys_of_email

SOURCE = Path("invoice.eml")
HEADERS = {"from", "to", "reply-to", "subject", "message-id", "date"}
PIECES = st.sampled_from(
    [
        b"From: a@b.example\r\n",
        b"To: =?utf-8?q?J=C3=BCrgen?= <j@b.example>,\r\n",
        b"Subject: =?nope?b?////?=\r\n",
        b"Date: yesterday\r\n",
        b"Message-ID: <[\r\n",
        b'Content-Type: multipart/mixed; boundary="x"\r\n',
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: text/plain; charset=klingon\r\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%ff\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"\r\n",
        b"--x\r\n",
        b"--x--\r\n",
        "Grüße\r\n".encode("latin-1"),
    ]
)


def invoice() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Jürgen Žák <billing@supplier.example>"
    message["To"] = "inbox@kestrel.rossum.app"
    message["Subject"] = "Invoice K-204 for März"
    message["Message-ID"] = "<m1@supplier.example>"
    message["Date"] = "Mon, 02 Mar 2026 07:58:41 +0100"
    message.set_content("Please find attached, grüezi.\n")
    message.add_alternative("<p>Please find attached.</p>\n", subtype="html")
    return message


def keys_of(message: EmailMessage) -> dict:
    return event_keys_of_email(message.as_bytes(policy=SMTP), SOURCE)


def test_headers_are_decoded_and_all_six_are_there():
    headers = keys_of(invoice())["headers"]

    assert headers.keys() == HEADERS
    assert headers["from"] == "Jürgen Žák <billing@supplier.example>"
    assert headers["subject"] == "Invoice K-204 for März"
    assert headers["reply-to"] == ""


def test_authentication_results_are_kept_where_there_are_any():
    message = invoice()
    message["Authentication-Results"] = "mx.example; spf=pass"

    assert keys_of(message)["headers"]["authentication-results"] == "mx.example; spf=pass"


def test_both_bodies_are_read():
    body = keys_of(invoice())["body"]

    assert body == {
        "body_text_plain": "Please find attached, grüezi.\n",
        "body_text_html": "<p>Please find attached.</p>\n",
    }


def test_an_email_of_one_text_has_no_html_and_no_files():
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content("Hello\n")
    keys = keys_of(message)

    assert keys["body"] == {"body_text_plain": "Hello\n", "body_text_html": ""}
    assert keys["files"] == []


def test_a_long_body_is_cut_to_4_kb_between_characters():
    message = invoice()
    message.get_body(("plain",)).set_content("x" + "ž" * 5000, cte="8bit")
    text = keys_of(message)["body"]["body_text_plain"]

    assert text == "x" + "ž" * 2047
    assert len(text.encode()) == 4095


def test_attachments_become_files_with_their_type_and_no_size():
    message = invoice()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="k-204 č.pdf")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    files = keys_of(message)["files"]

    assert files[0] == {
        "id": "1",
        "filename": "k-204 č.pdf",
        "mime_type": "application/pdf",
        "n_pages": 1,
        "height_px": None,
        "width_px": None,
    }
    assert [(file["id"], file["filename"], file["mime_type"]) for file in files[1:]] == [
        ("2", "logo.png", "image/png")
    ]


def test_an_attachment_of_no_known_type_goes_by_its_name():
    message = invoice()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="octet-stream", filename="a.pdf")

    assert keys_of(message)["files"][0]["mime_type"] == "application/pdf"


def test_a_picture_inside_the_text_is_a_file_as_well():
    message = invoice()
    message.get_body(("html",)).add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")

    assert [(file["filename"], file["mime_type"]) for file in keys_of(message)["files"]] == [
        ("attachment-1.png", "image/png")
    ]


def test_a_text_file_is_a_file_and_not_the_body():
    message = invoice()
    message.add_attachment("a;b\n", subtype="plain", filename="rows.txt")
    keys = keys_of(message)

    assert [file["filename"] for file in keys["files"]] == ["rows.txt"]
    assert keys["body"]["body_text_plain"].startswith("Please")


def test_an_email_that_was_attached_is_one_file():
    message, inner = invoice(), invoice()
    inner.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="inner.pdf")
    message.add_attachment(inner)

    assert [(file["filename"], file["mime_type"]) for file in keys_of(message)["files"]] == [
        ("attachment-1.eml", "message/rfc822")
    ]


def test_a_body_in_a_character_set_that_does_not_exist_is_still_read():
    data = b"From: a@b.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\nQapla'\r\n"

    assert event_keys_of_email(data, SOURCE)["body"]["body_text_plain"] == "Qapla'\n"


@pytest.mark.parametrize("data", [b"", b"hello", b"{}", b"%PDF-1.7\n%\xe2\xe3", b"X-Other: 1\r\n\r\nbody"])
def test_what_is_no_email_is_refused_by_name(data):
    with pytest.raises(UnreadableFileError, match=r"^invoice\.eml: is no e-mail; expected an e-mail"):
        event_keys_of_email(data, SOURCE)


def test_a_message_file_of_outlook_is_refused_with_a_hint():
    with pytest.raises(UnreadableFileError, match="Outlook"):
        event_keys_of_email(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SOURCE)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=14).map(b"".join))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_an_email_or_refused(data):
    try:
        keys = event_keys_of_email(b"Subject: x\r\n" + data, SOURCE)
    except UnreadableFileError:
        return

    assert keys["headers"].keys() >= HEADERS
    assert all(isinstance(text, str) and len(text.encode()) <= 4096 for text in keys["body"].values())
    assert all(file["filename"] for file in keys["files"])
