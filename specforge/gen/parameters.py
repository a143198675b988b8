"""Parameters: as FastAPI's Path, Query, Header and Cookie where these mean the same, else by the generated decoder."""

from __future__ import annotations

from specforge.document.model import Operation, Schema
from specforge.document.operation import MediaType
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.annotate import optional, python_type, shape_of, wire_type
from specforge.gen.context import TAKEN_IN_ROUTES, Context
from specforge.gen.keywords import clean_text
from specforge.gen.lower import nested
from specforge.gen.naming import Names, class_name, snake_name
from specforge.gen.nulls import without_null
from specforge.gen.paths import Route
from specforge.gen.plan import Parameter
from specforge.gen.texts import Text, constraint_arguments, default_code, text_type

_FASTAPI = {"path": "Path", "query": "Query", "header": "Header", "cookie": "Cookie"}
_LOCATIONS = frozenset({*_FASTAPI, "querystring"})
_PLAIN_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
# OpenAPI 3.1 section 4.8.12.1: parameters of these names are ignored, other fields of the document describe them.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


def plan_parameters(context: Context, operation: Operation, name: str, route: Route) -> tuple[Parameter, ...]:
    """The parameters of an operation, each with an identifier of its own. ``name`` is the operation's."""
    names = Names((*TAKEN_IN_ROUTES, "body", name))
    found: list[Parameter] = []
    for view in operation.parameters:
        if _is_usable(context, operation, view, route):
            found.append(_Planner(context, operation, view, class_name(name), route).plan(names))
    return tuple(found)


def _is_usable(context: Context, operation: Operation, view: ParameterView, route: Route) -> bool:
    if view.location not in _LOCATIONS or not view.name:
        context.warn("gen-parameter", "a parameter without name or known location is left out", view.place, operation)
        return False
    if view.location == "path" and view.name not in route.variables:
        message = f"path parameter {view.name!r} is not in the path and is left out"
        context.warn("gen-parameter", message, view.place, operation)
        return False
    return view.location != "header" or view.name.lower() not in _IGNORED_HEADERS


class _Planner:
    def __init__(self, context: Context, operation: Operation, view: ParameterView, prefix: str, route: Route) -> None:
        self._context = context
        self._view = view
        self._media = next(iter(view.content.values()), None)
        self._variables = frozenset(route.variables.values())
        self._variable = route.variables.get(view.name, "") if view.location == "path" else ""
        self._hint = f"{prefix}{class_name(view.name, 'Parameter')}"
        self._schema = self._find_schema()
        node = self._schema.reference or self._schema.node if self._schema else None
        self._lowered = (
            without_null(nested(context.catalog, node, self._hint)) if node is not None else {"type": "string"}
        )

    def _find_schema(self) -> Schema | None:
        return self._media.schema if isinstance(self._media, MediaType) else self._view.schema

    def _wanted_name(self) -> str:
        """FastAPI takes an argument that is called like a variable of the path for that variable."""
        wanted = snake_name(self._view.name, "parameter")
        return f"{wanted}_{self._view.location}" if not self._variable and wanted in self._variables else wanted

    def plan(self, names: Names) -> Parameter:
        view = self._view
        python_name = names.take(self._wanted_name())
        text = self._as_text()
        if text is None:
            route_type, type_ = self._decoded(), python_type(self._lowered)
        else:
            route_type, type_ = self._native(text, python_name), text.python
        default = self._default(text)
        is_optional = not view.required and default is None
        return Parameter(
            name=view.name,
            python_name=python_name,
            location=view.location,
            required=view.required,
            type=optional(type_) if is_optional else type_,
            route_code=route_type,
            default_code="None" if is_optional else default,
            description=clean_text(view.description),
            variable=self._variable,
        )

    def _as_text(self) -> Text | None:
        """How FastAPI can read it, or None when only the decoder can."""
        view = self._view
        if self._media is not None or view.location not in _FASTAPI:
            return None
        text = text_type(self._lowered, self._context)
        is_plain = view.style == _PLAIN_STYLES[view.location]
        if text is None or not text.is_list:
            return text if is_plain or view.location == "query" else None
        return text if view.location == "query" and is_plain and view.explode else None

    def _native(self, text: Text, python_name: str) -> str:
        view = self._view
        arguments: list[str] = []
        called = self._variable or view.name
        if called != python_name or view.location == "header":
            arguments.append(f"alias={called!r}")
        arguments += constraint_arguments(text.constraints)
        description = clean_text(view.description)
        if description:
            arguments.append(f"description={description!r}")
        if view.deprecated:
            arguments.append("deprecated=True")
        type_ = text.route if view.required or self._default(text) is not None else optional(text.route)
        reader = f", {text.reader}" if text.reader else ""
        return f"Annotated[{type_}, {_FASTAPI[view.location]}({', '.join(arguments)}){reader}]"

    def _decoded(self) -> str:
        view = self._view
        shape = shape_of(self._lowered, self._context.definition)
        arguments = [wire_type(self._lowered), repr(self._variable or view.name), repr(view.location)]
        arguments += [f"style={view.style!r}", f"explode={view.explode}", f"shape={shape!r}"]
        arguments += [f"required={view.required}"] if view.required else []
        arguments += ["content=True"] if self._media is not None else []
        is_optional = not view.required
        type_ = optional(python_type(self._lowered)) if is_optional else python_type(self._lowered)
        return f"Annotated[{type_}, Depends(wire.Param({', '.join(arguments)}))]"

    def _default(self, text: Text | None) -> str | None:
        """The default as an expression; None where there is none, or none that the type takes."""
        schema = self._schema
        if self._view.required or schema is None or text is None or text.is_list:
            return None
        return default_code(schema.default, self._lowered, self._context)
