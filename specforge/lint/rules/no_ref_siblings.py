"""no-$ref-siblings: fields beside a ``$ref``, which nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Remove, Set
from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import Context, Problem, rule
from specforge.lint.scan import reference_holders

_PROSE = frozenset(("$ref", "title", "description"))


@rule(
    "no-$ref-siblings",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=("2.0", "3.0"),
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Fields beside a `$ref` are ignored."""
    for holder in context.once("references", reference_holders):
        for name, sibling in holder.items():
            if name != "$ref":
                message = f"`{name}` is ignored: it stands beside a `$ref`"
                kinds = context.once("kinds of references", _kinds)
                fix = _fix(holder, sibling, kinds.get(holder.place.child("$ref")))
                yield Problem(message, sibling.key_place, help="wrap the reference: `allOf: [{$ref: ...}]`", fix=fix)


def _kinds(document: Document) -> dict[Place, str]:
    return {reference.place: reference.kind for reference in document.index.references}


def _fix(holder: Node, sibling: Node, kind: str | None) -> Fix | None:
    """In a schema ``allOf`` makes the siblings count, which changes nothing where they are only read by people.
    Elsewhere nothing can make them count. The fields beside the reference of a path item do count."""
    name = sibling.tokens[-1]
    if kind is None or kind == "PathItem":
        return None
    if kind != "Schema":
        return Fix(f"remove `{name}`", (Remove(sibling.place),), safe=not name.startswith("x-"))
    if "allOf" in holder.value:
        return None
    reference = holder.place.child("$ref")
    wrapped = Set(holder.place.child("allOf"), [{"$ref": holder.reference}], after=("$ref",))
    return Fix("wrap the reference in `allOf`", (Remove(reference), wrapped), safe=_PROSE.issuperset(holder.value))
