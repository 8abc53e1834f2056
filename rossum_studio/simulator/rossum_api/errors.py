"""Answers that say no.

Source: reference 10, first paragraph.
"""

from rossum_studio.model.http import HttpReply, json_reply


class ApiError(Exception):
    """A request that is refused; `reply` says how."""

    def __init__(self, status: int, content: object) -> None:
        super().__init__(str(content))
        self.reply: HttpReply = json_reply(status, content)


def refused(status: int, sentence: str) -> ApiError:
    """A refusal with a `detail`."""
    return ApiError(status, {"detail": sentence})


def wrong_field(name: str, sentence: str) -> ApiError:
    """A refusal of what a field of the request holds."""
    return ApiError(400, {name: [sentence]})


def not_found() -> ApiError:
    """There is no such object."""
    return refused(404, "Not found.")


def not_offline(what: str) -> ApiError:
    """What needs more than this computer knows."""
    return refused(501, f"{what} cannot be answered offline.")
