"""documentation: what people read changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.diff.pairs import BodyPair, DocumentPair, HeaderPair, Note, OperationPair, ParameterPair, ResponsePair
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair

_FIELDS = ("title", "summary", "description")
AnyPair = BodyPair | DocumentPair | HeaderPair | OperationPair | ParameterPair | ResponsePair | SchemaPair


@rule(
    "Document",
    "Operation",
    "Parameter",
    "Body",
    "Response",
    "Header",
    "Schema",
    infos=("documentation-changed",),
)
def check(pair: AnyPair, context: Context) -> Iterator[Note]:
    """What people read changed."""
    if not context.settings.texts or pair.base is None or pair.revision is None:
        return
    for field in _FIELDS:
        if _text(pair.base, field) != _text(pair.revision, field):
            yield _note(pair, field)


def _text(side: Any, field: str) -> Any:
    """Of the document what ``info`` says."""
    value = getattr(side.info, "value", None) if hasattr(side, "info") else None
    return value.get(field) if isinstance(value, dict) else side.get(field) if hasattr(side, "get") else None


def _note(pair: AnyPair, field: str) -> Note:
    message = f"the {field} of {_subject(pair)} changed"
    if isinstance(pair, SchemaPair):
        return pair.named_note(("documentation-changed",), message, field, detail=field)
    tokens = ("info", field) if isinstance(pair, DocumentPair) else (field,)
    return pair.note("documentation-changed", message, *tokens, detail=field)


def _subject(pair: AnyPair) -> str:
    match pair:
        case DocumentPair():
            return "the document"
        case OperationPair():
            return pair.label
        case BodyPair():
            return "the request body"
        case ResponsePair():
            return f"the response {pair.status}"
    return pair.subject
