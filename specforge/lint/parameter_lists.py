"""What the rules about lists of parameters share."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Parameter
from specforge.document.node import Node
from specforge.findings.model import Related
from specforge.lint.rule import Problem

Listed = list[tuple[Node, Parameter]]


def listed(holder: Node) -> Listed:
    """The entries of ``parameters`` as they stand there, each with the parameter that it is or leads to."""
    parameters = holder.get("parameters")
    entries = list(parameters.elements()) if parameters else []
    return [(entry, view) for entry in entries if (view := Parameter.of(entry)).node.is_mapping and view.name]


def has_unknown(holder: Node) -> bool:
    """True when a reference among the parameters leads nowhere: nobody can say what is missing then."""
    parameters = holder.get("parameters")
    return any(entry.follow().reference is not None for entry in parameters.elements()) if parameters else False


def twice(own: Listed) -> Iterator[Problem]:
    """A problem for each parameter whose name and location another one in the list has already."""
    first: dict[tuple[str, str], Node] = {}
    for entry, parameter in own:
        name = parameter.name.lower() if parameter.location == "header" else parameter.name
        known = first.setdefault((parameter.location, name), entry)
        if known is not entry:
            yield Problem(
                f"the {parameter.location} parameter `{parameter.name}` is listed twice",
                entry.place,
                related=(Related("listed here first", known.place),),
            )
