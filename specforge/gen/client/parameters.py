"""Parameters of a client's method: its arguments, and how each is written into the request."""

from __future__ import annotations

from specforge.document.model import Operation
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.annotate import optional, python_type
from specforge.gen.client.context import ClientContext
from specforge.gen.keywords import clean_text
from specforge.gen.lower import nested
from specforge.gen.naming import class_name, snake_name
from specforge.gen.nulls import without_null
from specforge.gen.parameters import IGNORED_HEADERS
from specforge.gen.paths import Route, route_of
from specforge.gen.plan import Operation as PlannedOperation
from specforge.gen.plan_client import CallArgument
from specforge.values.mediatypes import is_json

_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form", "querystring": "form"}
_EXPLODES = frozenset({"form", "cookie"})

Planned = list[tuple[CallArgument, str]]


def plan_arguments(client: ClientContext, operation: Operation, planned: PlannedOperation) -> Planned:
    """The arguments, each with its ``wire.Parameter`` expression. Named like those of the service."""
    known = {(one.location, one.name): one.python_name for one in planned.parameters}
    route = route_of(operation.path)
    found: Planned = []
    declared: set[str] = set()
    for view in operation.parameters:
        if _is_usable(view, route):
            wanted = known.get((view.location, view.name)) or snake_name(f"{view.name} {view.location}", "parameter")
            python_name = _free(wanted, found)
            found.append(_plan(client, view, python_name, class_name(planned.name)))
            declared.add(view.name if view.location == "path" else "")
    for name in route.variables:
        if name not in declared:
            # Nobody says what it is, but without it there is no path.
            argument = CallArgument(_free(snake_name(name), found), "str", "str", is_positional=True)
            found.append((argument, f"wire.Parameter({argument.python_name!r}, {name!r}, 'path')"))
    return found


def _free(wanted: str, found: Planned) -> str:
    taken = {argument.python_name for argument, _ in found} | {"body", "content_type", "self"}
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _is_usable(view: ParameterView, route: Route) -> bool:
    if view.location not in _STYLES or not view.name:
        return False
    if view.location == "path":
        return view.name in route.variables
    return view.location != "header" or view.name.lower() not in IGNORED_HEADERS


def _plan(client: ClientContext, view: ParameterView, python_name: str, prefix: str) -> tuple[CallArgument, str]:
    media = next(iter(view.content.values()), None)
    schema = media.schema if media is not None else view.schema
    node = schema.reference or schema.node if schema is not None else None
    hint = f"{prefix}{class_name(view.name, 'Parameter')}"
    lowered = without_null(nested(client.context.catalog, node, hint)) if node is not None else {"type": "string"}
    type_ = python_type(lowered)
    if not view.required:
        type_ = optional(type_)
    argument = CallArgument(
        python_name,
        type_,
        type_,
        None if view.required else "None",
        is_positional=view.location == "path",
        description=clean_text(view.description),
    )
    arguments = [repr(python_name), repr(view.name), repr(view.location), *_writing(view)]
    arguments += ["content=True"] if media is not None and is_json(media.name) else []
    return argument, f"wire.Parameter({', '.join(arguments)})"


def _writing(view: ParameterView) -> list[str]:
    """What is not as it is by default."""
    style = view.style if view.location != "querystring" else "form"
    arguments = [f"style={style!r}"] if style != _STYLES[view.location] else []
    if view.explode != (style in _EXPLODES):
        arguments.append(f"explode={view.explode}")
    if view.allow_reserved and view.location in ("query", "path"):
        arguments.append("reserved=True")
    return arguments
