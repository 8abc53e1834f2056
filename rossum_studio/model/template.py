"""Handler templates and snippets: what a new hook starts from.

A template is a folder below `resources/templates/`: `handler.py` and `handler.js` are the code in each
language, `hook.json` the hook object without code, `template.json` says what it shows. Snippets of a
language lie in one folder below `resources/snippets/`, listed in the order of its `snippets.json`.
"""

import json
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from rossum_studio.bundled import resource
from rossum_studio.model.hook import RUNTIMES, SUFFIXES

_TITLE_ENDINGS = {"python": "", "javascript": " (JavaScript)"}  # and the order of the languages


@dataclass(frozen=True)
class Template:
    """A hook to start from.

    Args:
        name: Name of its folder; stays the same when the title changes, and in every language.
        title: What the user picks it by: the name of the new hook, and the language unless it is Python.
        description: What the handler does, in a sentence.
        language: `python` or `javascript`.
        code: The handler's source.
        hook: The hook object, with the code in `config.code`.
        sample_event: Name of the file in `sample_events` to try it on.
        shows: What a run on the sample event shows, in a sentence.
    """

    name: str
    title: str
    description: str
    language: str
    code: str
    hook: dict[str, Any]
    sample_event: str
    shows: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code to insert into a handler.

    Args:
        title: What the user picks it by.
        description: What the code is for, in a sentence.
        code: Whole lines, without indentation.
    """

    title: str
    description: str
    code: str


def load_templates() -> tuple[Template, ...]:
    """The templates that ship with the application, all of a language together.

    The first is the one to begin with.
    """
    folders = [entry for entry in resource("templates").iterdir() if entry.is_dir()]
    described = [(_read_json(folder / "template.json"), folder) for folder in folders]
    described.sort(key=lambda pair: pair[0]["order"])
    return tuple(
        _load_template(folder, about, language)
        for language in _TITLE_ENDINGS
        for about, folder in described
        if language in about["languages"]
    )


def load_snippets(language: str) -> tuple[Snippet, ...]:
    """The snippets of a language (`python`, `javascript`); none when it has no folder."""
    folder = resource("snippets", language)
    if not folder.is_dir():
        return ()
    return tuple(
        Snippet(about["title"], about["description"], _read_text(folder / about["file"]))
        for about in _read_json(folder / "snippets.json")
    )


def _load_template(folder: Traversable, about: dict[str, Any], language: str) -> Template:
    code = _read_text(folder / f"handler{SUFFIXES[language]}")
    hook = _read_json(folder / "hook.json")
    hook["config"] |= {"runtime": RUNTIMES[language], "code": code}
    return Template(
        name=folder.name,
        title=about["title"] + _TITLE_ENDINGS[language],
        description=about["description"],
        language=language,
        code=code,
        hook=hook,
        sample_event=about["sample_event"],
        shows=about["shows"],
    )


def _read_text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _read_json(file: Traversable) -> Any:
    return json.loads(_read_text(file))
