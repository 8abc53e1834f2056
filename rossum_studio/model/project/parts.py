"""What a checkout consists of: hooks, queues and rules, each with the files it came from.

Source: reference chapter 6.1, 9.4, 11.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from rossum_studio.model.hook import Hook
from rossum_studio.model.project.names import QUEUES_FOLDER, name_in
from rossum_studio.model.schema import Schema

type Digests = Mapping[Path, bytes]
"""Of the files as they were read, to notice later that another program wrote them."""


def digest_of(data: bytes) -> bytes:
    """Tells one version of a file from another."""
    return blake2b(data, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class ProjectHook:
    """A hook on disk.

    Args:
        path: The hook object; None for a code file that has none.
        code_path: The code file; None when the code is in the object, or there is none.
        hook: With the code of the code file, where there is one.
        id: None for a hook that the platform does not know yet.
    """

    path: Path | None
    code_path: Path | None
    hook: Hook
    id: int | None = None
    digests: Digests = field(default_factory=dict, repr=False)

    @property
    def file(self) -> Path:
        """The hook object, else the code file."""
        found = self.path or self.code_path
        assert found is not None
        return found

    @property
    def name(self) -> str:
        """The hook's name; what its file is called where it has none."""
        return self.hook.name or name_in(self.file.stem)

    @property
    def is_function(self) -> bool:
        """Whether it has code; webhooks are only shown. A type that is missing is told by the config."""
        if not self.hook.attributes:
            return True
        config = self.hook.config
        return bool(self.hook.attributes.get("type", "function" if "runtime" in config else "") == "function")

    @property
    def is_from_store(self) -> bool:
        """Whether it was installed from the store, which keeps its code to itself."""
        return self.hook.attributes.get("extension_source") == "rossum_store"


@dataclass(frozen=True, slots=True)
class ProjectRule:
    """A rule on disk.

    Args:
        path: The rule object, or a Python file that holds only the condition.
        condition: `trigger_condition`.
    """

    path: Path
    id: int | None
    name: str
    condition: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectQueue:
    """A queue on disk, or a folder that has only a schema.

    Args:
        path: The folder.
        attributes: `queue.json`; empty where there is none.
        schema: With the formulas of `formulas/` in place of its own; None when there is none to read.
        formulas: Formula files by schema_id.
        rules: Those in its folder, and those of its environment that name it or its schema.
    """

    path: Path
    id: int | None
    name: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    schema_path: Path | None = None
    schema: Schema | None = None
    formulas: Mapping[str, Path] = field(default_factory=dict)
    rules: tuple[ProjectRule, ...] = ()
    digests: Digests = field(default_factory=dict, repr=False)

    @property
    def url(self) -> str:
        """The queue's URL; empty when it has none."""
        return str(self.attributes.get("url") or "")

    @property
    def schema_with_rules(self) -> Schema | None:
        """The schema, and in it the rules that the platform keeps apart from it."""
        if self.schema is None or not self.rules:
            return self.schema
        rules = [rule.attributes or _bare(rule) for rule in self.rules]
        return replace(self.schema, attributes={**self.schema.attributes, "rules": rules})

    @property
    def is_bare_schema(self) -> bool:
        """Whether it is only a schema: in no folder of queues, and without formula files."""
        is_in_queues = self.path.absolute().parent.name == QUEUES_FOLDER
        return not is_in_queues and not self.attributes and not self.formulas


def _bare(rule: ProjectRule) -> dict[str, Any]:
    """A rule that is only a condition."""
    return {"id": rule.id, "name": rule.name, "trigger_condition": rule.condition, "actions": []}
