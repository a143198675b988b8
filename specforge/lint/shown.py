"""Does a thing show by an example what its values look like?"""

from __future__ import annotations

from specforge.document.model import Header, MediaType, Schema, View

_SHOWN = ("example", "examples", "default", "const", "enum")
_OBVIOUS = frozenset(("boolean", "null"))
# Deeper than this nobody looks for an example, and Python's stack has an end.
_DEEPEST = 20


def has_example(view: View) -> bool:
    """True when the thing, its schema, or all parts of the schema have an example."""
    if isinstance(view, Schema):
        return _shows(view, frozenset())
    if any(key in view.raw for key in _SHOWN):
        return True
    if isinstance(view, Header) and view.content:
        return all(has_example(media_type) for media_type in view.content.values())
    schema = view.schema if isinstance(view, Header | MediaType) else None
    return schema is not None and _shows(schema, frozenset())


def _shows(schema: Schema, around: frozenset[Schema]) -> bool:
    """A schema inside of itself adds nothing that has to be shown."""
    if schema in around or len(around) > _DEEPEST:
        return True
    if not isinstance(schema.raw, dict) or any(key in schema.raw for key in _SHOWN):
        return True
    if schema.types and _OBVIOUS.issuperset(schema.types):
        return True
    inner = around | {schema}
    alternatives = schema.any_of or schema.one_of
    if alternatives and not any(_shows(part, inner) for part in alternatives):
        return False
    parts = [*schema.properties.values(), *schema.all_of, *schema.prefix_items]
    parts += [schema.items] if schema.items is not None else []
    return bool(parts or alternatives) and all(_shows(part, inner) for part in parts)
