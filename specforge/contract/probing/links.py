"""Links of the document (OpenAPI "Link Object"): values of one operation's answer are parameters of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specforge.document.links import LinkTargets, linked_parameter
from specforge.document.model import Document, Operation, Parameter
from specforge.document.operation import Link
from specforge.findings.exchange import Exchange, SentRequest
from specforge.values.expressions import Subject, Unknown, value_of
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.paths import Template


@dataclass(frozen=True, slots=True)
class Linked:
    """A link, and the operation whose answer it begins with."""

    source: Operation
    link: Link


class Links:
    """Which operations lead to which."""

    def __init__(self, document: Document) -> None:
        self._known: dict[str, list[Linked]] = {}
        targets = LinkTargets(document)
        for source in document.operations:
            for response in source.responses.values():
                for link in response.links.values():
                    target = targets.of(link)
                    if target is not None and target.label != source.label and link.parameters:
                        self._known.setdefault(target.label, []).append(Linked(source, link))

    def to(self, operation: Operation) -> list[Linked]:
        """The links that lead to the operation."""
        return self._known.get(operation.label, [])


def followed(linked: Linked, exchange: Exchange, draft: Draft) -> Draft | None:
    """The request that a link makes of an answer; None where a value of its path is not to be had."""
    subject = Subject(exchange, _in_path(linked.source, exchange.request))
    in_path = {view.name for view in draft.operation.parameters if view.location == "path"}
    for written, expression in linked.link.parameters.items():
        view, value = linked_parameter(draft.operation, written), _value(expression, subject)
        if view is not None and value is not None:
            draft = draft.with_parameter(view, _typed(view, value))
            in_path.discard(view.name)
    return draft if not in_path else None


def _typed(view: Parameter, value: Any) -> Any:
    schema = schema_of(view)
    is_number = schema is not None and "integer" in schema.types and isinstance(value, str) and value.isdecimal()
    return int(value) if is_number else value


def _value(expression: Any, subject: Subject) -> Any:
    """What a runtime expression stands for, where that can be a parameter; what is no expression stands for itself."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    try:
        value = value_of(expression, subject)
    except Unknown:
        return None
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _in_path(source: Operation, request: SentRequest) -> dict[str, str]:
    """The parameters in the path of a request, behind whatever the server has in front of its paths."""
    template = Template(source.path)
    own = "/" + "/".join(request.path.split("/")[-template.written.count("/") :])
    return dict(zip(template.parameters, template.match(own) or (), strict=False))
