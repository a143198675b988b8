"""invalid-ref: a ``$ref`` that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Set
from specforge.document.model import Discriminator, Document
from specforge.document.walk import Reference
from specforge.findings.model import Fix, Severity
from specforge.lint.about.unread import was_not_read
from specforge.lint.rule import Context, Problem, rule
from specforge.registry import did_you_mean


@rule("invalid-ref", on="Document", severity=Severity.ERROR, origin="spectral:oas", structural=True, fixable=True)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A `$ref` leads nowhere."""
    for reference in context.index.references:
        resolution = reference.resolution
        if resolution.target is None:
            yield Problem(
                resolution.problem or f"`{reference.text}` leads nowhere",
                reference.place,
                help=resolution.help,
                fix=_fix(reference),
                unread=was_not_read(reference.node, reference.text, reference.reason),
            )
    for node in context.index.of("Discriminator"):
        yield from _mapped_names(Discriminator(node), document)


def _fix(reference: Reference) -> Fix | None:
    """The closest name there is. Unsafe: the author may have meant another one, or one that is still to be written."""
    node, close = reference.node, reference.resolution.close
    if close is None or node.resolver.lookup(node, close).target is None:
        return None
    place = reference.place
    return Fix(f"write `{close}`", (Set(place, close),), safe=False) if isinstance(node.value, str) else None


def _mapped_names(discriminator: Discriminator, document: Document) -> Iterator[Problem]:
    """Values of a mapping that are bare names: a schema's, or else a relative reference to a file."""
    resolved = discriminator.resolved()
    for key, value in discriminator.mapping_values.items():
        if key not in resolved and value.isidentifier():
            place = discriminator.place.child("mapping", key)
            yield Problem(f"there is no schema `{value}`", place, help=did_you_mean(value, document.schemas))
