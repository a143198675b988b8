"""component-name-unique: components of the same name in different files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.findings.model import Related, Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_SECTIONS = {"Schema": "schemas", "Parameter": "parameters", "Response": "responses", "RequestBody": "requestBodies"}


@rule(
    "component-name-unique",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
    versions=OPENAPI_3,
    options=dict.fromkeys(_SECTIONS.values(), "warn"),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Two components have the same name in different files."""
    options = context.options("component-name-unique")
    wanted = {kind: section for kind, section in _SECTIONS.items() if options[section] != "off"}
    first: dict[tuple[str, str], Node] = {}
    said: set[Node] = set()
    for kind, node in _components(document, wanted):
        name = _name(node)
        known = first.setdefault((kind, name), node)
        if known != node and node not in said:
            said.add(node)
            yield Problem(
                f"there is another one called `{name}` among the {wanted[kind]}",
                node.key_place if node.tokens else node.place,
                related=(Related("the other one", known.place),),
            )


def _components(document: Document, wanted: dict[str, str]) -> Iterator[tuple[str, Node]]:
    """Those of the root document, and whatever else is referenced as if it were one."""
    for kind, section in wanted.items():
        names = document.node.at("components", section)
        yield from ((kind, node.follow()) for _, node in names.items()) if names else ()
    for reference in document.index.references:
        if reference.kind in wanted and reference.target is not None:
            yield reference.kind, reference.target.follow()


def _name(node: Node) -> str:
    """The last part of the pointer; for a whole file its name without the ending."""
    return node.tokens[-1] if node.tokens else PurePosixPath(node.source.name).stem
