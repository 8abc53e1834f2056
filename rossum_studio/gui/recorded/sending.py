"""What Run sends when the open document came with a call that was recorded."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rossum_studio.gui.document import OpenDocument
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.recorded import Recorded
from rossum_studio.model.webhook import is_webhook, webhook_of
from rossum_studio.runtime.event_play import RunRequest
from rossum_studio.simulator.replaying import recorded_payload, recorded_problems


def as_called(
    request: RunRequest,
    document: OpenDocument | None,
    opened: OpenedHook,
    settings: Mapping[str, Any] | None,
) -> RunRequest:
    """The run, with the recorded payload as long as document and event are the recorded ones.

    Args:
        opened: The hook as it was opened.
        settings: As the settings editor has them; they are sent once the user changed them there.
    """
    hook = request.scenario.hook
    if is_webhook(hook):
        request = replace(request, filename=webhook_of(hook).url)
    recorded = document.opened.recorded if document is not None else None
    if document is None or recorded is None or not _is_untouched(document, request):
        return request
    own_settings = settings if settings != opened.hook.settings else None
    return _recorded_call(request, recorded, opened, own_settings)


def _is_untouched(document: OpenDocument, request: RunRequest) -> bool:
    is_edited = document.content is not document.completed.annotation.content or bool(document.updated)
    return not is_edited and request.scenario.event == document.opened.event


def _recorded_call(
    request: RunRequest, recorded: Recorded, opened: OpenedHook, settings: Mapping[str, Any] | None
) -> RunRequest:
    noted = recorded_problems(recorded, opened) if settings is None else ()
    return replace(
        request,
        problems=(*request.problems, *noted),
        payload=recorded_payload(recorded, settings, request.scenario.secrets),
        expected=recorded.expected,
    )
