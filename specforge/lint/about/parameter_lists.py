"""What the rules about lists of parameters share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Operation, Parameter
from specforge.document.node import Node
from specforge.findings.model import Fix, Related
from specforge.lint.about.fixes import append, remove
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
                fix=_fix(entry, known),
            )


def _fix(entry: Node, first: Node) -> Fix | None:
    return remove(entry, message="remove the repetition") if entry.value == first.value else None


def declare_path_parameter(operation: Operation, name: str) -> Fix | None:
    """The declaration that is missing, as a string: that is what every segment of a path is."""
    is_swagger = operation.path_item.document.version.is_swagger
    parameter: dict[str, Any] = {"name": name, "in": "path", "required": True}
    parameter |= {"type": "string"} if is_swagger else {"schema": {"type": "string"}}
    return append(operation.node, "Operation", "parameters", parameter, f"declare the parameter `{name}`")
