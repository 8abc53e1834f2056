"""Queues of a project: settings, schema and formulas.

Source: reference chapter 11.1, "Formulas".
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rossum_studio.model.errors import InvalidSchemaError, UnreadableFileError
from rossum_studio.model.problem import Severity, Where
from rossum_studio.model.project.layout import formula_files
from rossum_studio.model.project.names import name_in
from rossum_studio.model.project.parts import ProjectQueue
from rossum_studio.model.project.reading import JsonTop, ProjectReader, is_same_code, object_id
from rossum_studio.model.schema import Schema, parse_schema


def read_queue(folder: Path, reader: ProjectReader) -> ProjectQueue:
    """The queue in a folder of `queues`."""
    object_path, schema_path = folder / "queue.json", folder / "schema.json"
    has_object, has_schema = object_path.is_file(), schema_path.is_file()
    attributes = (reader.object(object_path, Where.SCHEMA, "a queue") or {}) if has_object else {}
    queue = ProjectQueue(
        path=folder,
        id=object_id(folder.absolute().name, attributes),
        name=str(attributes.get("name") or name_in(folder.absolute().name)),
        attributes=attributes,
    )
    if not has_schema:
        message = "has no schema.json beside it; expected the queue's schema."
        reader.note(Severity.WARNING, Where.SCHEMA, object_path, message, "project-schema-missing")
        return replace(queue, formulas=formula_files(folder))
    raw = reader.json(schema_path, Where.SCHEMA)
    return _with_schema(queue, schema_path, raw, reader)


def queue_of_schema(path: Path, raw: JsonTop, reader: ProjectReader) -> ProjectQueue:
    """A schema that lies in a folder without a queue."""
    name = raw.get("name") if isinstance(raw, dict) else None
    queue = ProjectQueue(path=path.parent, id=None, name=str(name or path.stem))
    return _with_schema(queue, path, raw, reader)


def _with_schema(queue: ProjectQueue, path: Path, raw: JsonTop | None, reader: ProjectReader) -> ProjectQueue:
    formulas = formula_files(queue.path)
    schema = _read_schema(path, raw, formulas, reader) if raw is not None else None
    digests = reader.digests_of(path, *formulas.values())
    return replace(queue, schema_path=path, schema=schema, formulas=formulas, digests=digests)


def _read_schema(
    path: Path, raw: JsonTop, formulas: Mapping[str, Path], reader: ProjectReader
) -> Schema | None:
    """The schema, with the formulas of files in place of its own."""
    nodes = {node["id"]: node for node in field_nodes(raw)}
    for schema_id in [each for each in formulas if each in nodes]:
        _put_formula(nodes[schema_id], formulas[schema_id], path, reader)
    schema = _parsed(path, raw, reader)
    for schema_id in sorted(formulas.keys() - nodes.keys()) if schema else ():
        message = f"{path.name} has no field {schema_id!r}; expected the id of a field as file name."
        file = formulas[schema_id]
        reader.note(Severity.WARNING, Where.SCHEMA, file, message, "project-formula-without-field")
    return schema


def field_nodes(raw: JsonTop) -> Iterator[dict[str, Any]]:
    """The field definitions of a schema as it was read, in schema order."""
    below = [raw.get("content") if isinstance(raw, dict) else raw]
    while below:
        node = below.pop()
        if isinstance(node, list):
            below += reversed(node)
        elif isinstance(node, dict):
            if node.get("category") == "datapoint" and isinstance(node.get("id"), str):
                yield node
            below.append(node.get("children"))


def _put_formula(node: dict[str, Any], path: Path, schema_path: Path, reader: ProjectReader) -> None:
    code = reader.code(path)
    if code is None:
        return
    known = node.get("formula")
    if isinstance(known, str) and not is_same_code(code, known):
        message = f"differs from the formula in {schema_path.name}; the .py file wins."
        reader.note(Severity.INFO, Where.SCHEMA, path, message, "project-formula-differs")
    node["formula"] = code


def _parsed(path: Path, raw: JsonTop, reader: ProjectReader) -> Schema | None:
    try:
        return parse_schema(raw)
    except InvalidSchemaError as error:
        reason = str(error)
    except RecursionError:
        reason = "is nested too deeply"
    reader.note_error(path, Where.SCHEMA, UnreadableFileError(reader.name_of(path), reason))
    return None
