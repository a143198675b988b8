"""Does a thing show by an example what its values look like?"""

from __future__ import annotations

from specforge.document.model import Header, MediaType, Schema, View
from specforge.lint.rule import Context

_SHOWN = ("example", "examples", "default", "const", "enum")
_OBVIOUS = frozenset(("boolean", "null"))
# Deeper than this nobody looks for an example, and Python's stack has an end.
_DEEPEST = 20


def has_example(view: View, context: Context) -> bool:
    """True when the thing, its schema, or all parts of the schema have an example."""
    if isinstance(view, Schema):
        return _shows(view, _known(context), 0)
    if any(key in view.raw for key in _SHOWN):
        return True
    if isinstance(view, Header) and view.content:
        return all(has_example(media_type, context) for media_type in view.content.values())
    schema = view.schema if isinstance(view, Header | MediaType) else None
    return schema is not None and _shows(schema, _known(context), 0)


def _known(context: Context) -> dict[Schema, bool]:
    known: dict[Schema, bool] = context.once("schemas with examples", lambda _: {})
    return known


def _shows(schema: Schema, known: dict[Schema, bool], depth: int) -> bool:
    if depth > _DEEPEST:
        return True
    if schema not in known:
        known[schema] = True  # a schema inside of itself adds nothing that has to be shown
        known[schema] = _says_it(schema) or _parts_show(schema, known, depth + 1)
    return known[schema]


def _says_it(schema: Schema) -> bool:
    if not isinstance(schema.raw, dict) or any(key in schema.raw for key in _SHOWN):
        return True
    return bool(schema.types) and _OBVIOUS.issuperset(schema.types)


def _parts_show(schema: Schema, known: dict[Schema, bool], depth: int) -> bool:
    alternatives = schema.any_of or schema.one_of
    if alternatives and not any(_shows(part, known, depth) for part in alternatives):
        return False
    parts = [*schema.properties.values(), *schema.all_of, *schema.prefix_items]
    parts += [schema.items] if schema.items is not None else []
    return bool(parts or alternatives) and all(_shows(part, known, depth) for part in parts)
