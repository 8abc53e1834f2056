"""What a check of code knows besides the code: the hook, the schema, the libraries.

Source: reference 4.3, 4.4, 6.4.
"""

from dataclasses import dataclass

from rossum_studio.model.hook import Hook
from rossum_studio.model.schema import Schema, SchemaNode


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The hook that the code belongs to, and what it will run with.

    Args:
        hook: Its events, sideload, settings and token owner decide what the payload has. Without
            attributes it is code without a hook object, about which none of this is known.
        schema: None when there is none.
        pack: `third_party_library_pack`; None is the standard library only.
        has_inferred_schema: The schema was made up from a document, so a field that it lacks may exist.
    """

    hook: Hook
    schema: Schema | None = None
    pack: str | None = "default"
    has_inferred_schema: bool = False

    @property
    def known_schema(self) -> Schema | None:
        """The schema, when it is one that somebody wrote."""
        if self.schema is None or self.has_inferred_schema or self.schema.is_inferred:
            return None
        return self.schema

    @property
    def has_hook_object(self) -> bool:
        """Whether events, sideload, settings and token owner are known."""
        return bool(self.hook.attributes)

    def find_field(self, schema_id: str) -> SchemaNode | None:
        """The node of a schema that somebody wrote; None when it is not known."""
        schema = self.known_schema
        return None if schema is None else schema.find(schema_id)
