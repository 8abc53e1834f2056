"""An e-mail dropped on the window becomes the event it would fire; the payload says what is whose."""

import pytest
from PySide6.QtWidgets import QLabel

from rossum_studio.gui.run.json_view import JsonView

MAIL = """\
From: Supplier <billing@supplier.example>
To: inbox@kestrel.rossum.app
Subject: Invoice K-204
Message-ID: <m1@supplier.example>
Date: Mon, 02 Mar 2026 07:58:41 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain; charset=utf-8

Please find attached.
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="k-204.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--x--
"""
HANDLER = """
def rossum_hook_request_handler(payload):
    print(payload["headers"]["subject"], [file["filename"] for file in payload["files"]])
    return {"files": [{"id": file["id"]} for file in payload["files"]]}
"""


@pytest.fixture
def mail(open_window, tmp_path):
    (tmp_path / "sort_mail.py").write_text(HANDLER)
    (tmp_path / "invoice.eml").write_text(MAIL)
    studio = open_window(tmp_path / "sort_mail.py")
    studio.wait(lambda: studio.code.text() == HANDLER)
    studio.drop(tmp_path / "invoice.eml")
    studio.wait(lambda: studio.event.currentData() == "email.received")
    studio.run()
    return studio


def test_a_dropped_mail_is_what_the_function_receives(mail):
    mail.open_tab("Output")

    assert "Invoice K-204 ['k-204.pdf']" in mail.log.toPlainText()


def test_the_payload_says_what_was_the_users_and_what_was_filled_in(mail):
    mail.open_tab("Payload")

    about = [label.text() for label in mail.part(JsonView, "payloadView").findChildren(QLabel)]
    lines = "\n".join(about).split("\n")
    mine = next(line for line in lines if line.startswith("From your files: "))
    assert "headers" in mine and "body" in mine
    assert any(line.startswith("Filled in: ") for line in lines)
