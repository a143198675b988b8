"""invalid-ref: a ``$ref`` that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from specforge.document.edits import Set
from specforge.document.model import Discriminator, Document
from specforge.document.refs import Reason
from specforge.document.walk import Reference
from specforge.findings.model import Fix, Severity
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
                mild=_was_not_looked_at(reference),
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


def _was_not_looked_at(reference: Reference) -> bool:
    """True for what lies on another host, or beside the document's folder: it may well be right."""
    if reference.reason is Reason.OUTSIDE:
        is_relative = not urlsplit(reference.text).scheme and not reference.text.startswith("/")
        file = urlsplit(urljoin(reference.node.source.uri, reference.text)).path
        return is_relative and Path(unquote(file)).is_file()
    return reference.reason is Reason.REMOTE
