"""A call that was recorded, or a document that is open, becomes a scenario that a hook can be run on.

Source: reference 3.7, 4.3, 5.7.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.event import HookEvent
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import Kind, Opened, OpenedDocument, OpenedHook
from rossum_studio.model.importing.progress import Progress
from rossum_studio.model.importing.reading import read_text
from rossum_studio.model.importing.text import read_bytes
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.recorded import SECRETS_KEY, TOKEN_KEY, Recorded
from rossum_studio.model.schema import Schema
from rossum_studio.model.webhook import is_webhook
from rossum_studio.simulator.origin import Origin
from rossum_studio.simulator.payload import TOKEN_STAND_IN, Payload
from rossum_studio.simulator.prepare import Prepared, open_hook, read_object
from rossum_studio.simulator.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Instead:
    """What is used in place of what the document, the record or the hook has; None leaves it.

    Args:
        secrets: In a recorded call they are put beside the names it has, whose values were taken out.
    """

    event: HookEvent | None = None
    schema: Schema | None = None
    settings: Mapping[str, Any] | None = None
    secrets: Mapping[str, Any] | None = None


def prepare_document(
    hook: OpenedHook,
    document: OpenedDocument,
    instead: Instead = Instead(),
) -> Prepared:
    """A hook on a document; a recorded call is on the event that it was recorded on."""
    completed = complete(document, instead.schema)
    recorded_event = document.event if document.recorded is not None else None
    scenario = Scenario(
        event=instead.event or recorded_event or hook.hook.first_event,
        hook=hook.hook,
        annotation=completed.annotation,
        schema=completed.schema,
        document=completed.document,
        rest=document.rest,
        settings=instead.settings,
        secrets=instead.secrets,
        made_up=completed.made_up,
    )
    return Prepared(hook, scenario, completed.problems, completed.annotation.content)


def recorded_payload(
    recorded: Recorded,
    settings: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Any] | None = None,
) -> Payload:
    """The payload of a recorded call as it was sent, with a token of no use where there was one.

    Args:
        settings: In place of the recorded ones.
        secrets: Values for the secrets, which are not kept.
    """
    keys: dict[str, Any] = msgspec.json.decode(recorded.payload, type=dict[str, Raw])
    origins = {key: Origin(f"/{key}", "file") for key in keys}
    if keys.get(TOKEN_KEY) == Raw(b'""'):
        keys[TOKEN_KEY] = TOKEN_STAND_IN
        origins[TOKEN_KEY] = Origin(f"/{TOKEN_KEY}", "made up", "a stand-in, no token is ever sent")
    if settings is not None:
        keys["settings"] = settings
    if secrets:
        known = msgspec.json.decode(keys.get(SECRETS_KEY, Raw(b"{}")))
        keys[SECRETS_KEY] = {**(known if isinstance(known, dict) else {}), **secrets}
        origins[SECRETS_KEY] = Origin(f"/{SECRETS_KEY}", "hook")
    return Payload(msgspec.json.encode(keys), origins=tuple(origins.values()))


def recorded_problems(recorded: Recorded, hook: OpenedHook) -> tuple[Problem, ...]:
    """Where the hook at hand is set up otherwise than it was when the call was recorded."""
    keys = msgspec.json.decode(recorded.payload, type=dict[str, Raw])
    sent = msgspec.json.decode(keys.get("settings", Raw(b"null")))
    own = hook.hook.attributes.get("settings")
    if not isinstance(sent, dict) or not isinstance(own, dict) or sent == own:
        return ()
    names = sorted({*sent, *own} - {key for key in sent.keys() & own.keys() if sent[key] == own[key]})
    message = (
        f"The settings of the recorded call were sent; those of the hook are others now: {', '.join(names)}."
    )
    return (Problem(Severity.INFO, Where.PAYLOAD, "/settings", message, "recorded-settings"),)


def open_any_hook(path: Path) -> OpenedHook:
    """The hook of a file. A webhook needs no code.

    Raises:
        StudioError: It cannot be opened, is no hook, or is a function without code.
    """
    found = open_paths([path]).hooks
    return found[0] if found and is_webhook(found[0].hook) else open_hook(path)


def prepare_sent(hook: OpenedHook, payload: bytes, source: Path, event: HookEvent | None = None) -> Prepared:
    """A scenario for a payload that is sent as it is.

    Raises:
        UnreadableFileError: The payload is no JSON object.
    """
    found = open_paths([source]).documents
    rest = read_object(payload, source)
    document = found[0] if found else OpenedDocument(source, Kind.PAYLOAD, Annotation())
    return prepare_document(hook, replace(document, rest=rest), Instead(event=event or document.event))


def documents_in(folder: Path) -> Iterator[tuple[str, OpenedDocument | UnreadableFileError]]:
    """Every document of a folder under its name; JSON that is something else is left out.

    Args:
        folder: With all below it, hidden ones left out; or one file.

    Raises:
        UnreadableFileError: There is no such folder.
    """
    if not folder.exists():
        raise UnreadableFileError(folder, "does not exist; expected a folder with annotations or log records")
    for path in _json_files(folder):
        name = path.relative_to(folder).as_posix() if folder.is_dir() else path.name
        try:
            found = read_text(read_bytes(path, Progress()), path, Progress())
            documents = _all_of(found) if found is not None else []
        except UnreadableFileError as error:
            yield name, error
            continue
        for number, document in enumerate(documents, start=1):
            yield (name if len(documents) == 1 else f"{name}#{number}"), document


def _json_files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    inside = (path for path in folder.rglob("*") if path.suffix.lower() == ".json" and path.is_file())
    shown = (path for path in inside if not any(part[0] == "." for part in path.relative_to(folder).parts))
    return sorted(shown)


def _all_of(found: Opened) -> list[OpenedDocument]:
    return [*found.documents, *(choice.open() for choice in found.choices)]
