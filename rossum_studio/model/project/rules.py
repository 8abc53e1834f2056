"""Rules of a project: they lie in their environment's folder, or in their queue's.

Source: reference chapter 9.4, 11.1, "Rules / templates".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from rossum_studio.model.problem import Where
from rossum_studio.model.project.names import id_of_url, name_in
from rossum_studio.model.project.parts import ProjectQueue, ProjectRule
from rossum_studio.model.project.reading import ProjectReader, object_id


def read_rules(paths: Iterable[Path], reader: ProjectReader) -> tuple[ProjectRule, ...]:
    """Rule objects, and Python files that hold a rule's condition; both may lie side by side."""
    by_stem = groupby(sorted(paths), key=lambda path: path.with_suffix(""))
    rules = (_read_rule({path.suffix: path for path in files}, reader) for _, files in by_stem)
    return tuple(rule for rule in rules if rule is not None)


def _read_rule(files: Mapping[str, Path], reader: ProjectReader) -> ProjectRule | None:
    object_path, code_path = files.get(".json"), files.get(".py")
    attributes = reader.object(object_path, Where.SCHEMA, "a rule") if object_path else None
    code = reader.code(code_path) if code_path else None
    path = object_path if attributes is not None else code_path
    if path is None or (attributes is None and code is None):
        return None
    attributes = attributes or {}
    condition = attributes.get("trigger_condition") if code is None else code
    name = str(attributes.get("name") or name_in(path.stem))
    return ProjectRule(path, object_id(path.stem, attributes), name, str(condition or ""), attributes)


def with_rules(queue: ProjectQueue, rules: Sequence[ProjectRule]) -> ProjectQueue:
    """The queue with the rules that apply to its documents."""
    return replace(queue, rules=tuple(rule for rule in rules if _applies(rule, queue)))


def _applies(rule: ProjectRule, queue: ProjectQueue) -> bool:
    """Whether it lies in the queue's folder, or in its environment and names it or its schema."""
    home = rule.path.parent.parent
    if home == queue.path:
        return True
    if not queue.path.is_relative_to(home):
        return False
    queues = rule.attributes.get("queues")
    ids = {id_of_url(url) for url in queues} if isinstance(queues, list) else set()
    schema_id = id_of_url(queue.attributes.get("schema"))
    is_of_schema = schema_id is not None and id_of_url(rule.attributes.get("schema")) == schema_id
    return is_of_schema or (queue.id is not None and queue.id in ids)
