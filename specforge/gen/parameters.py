"""Parameters: as FastAPI's Path, Query, Header and Cookie where these mean the same, else by the generated decoder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from specforge.document.model import Operation, Schema
from specforge.document.operation import MediaType
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.annotate import FORMAT_TYPES, optional, python_type, shape_of, wire_type
from specforge.gen.catalog import PREFIX, Lowered
from specforge.gen.context import TAKEN_IN_ROUTES, Context
from specforge.gen.keywords import clean_text, is_number, pydantic_pattern
from specforge.gen.lower import nested, without_null
from specforge.gen.naming import Names, class_name, snake_name
from specforge.gen.paths import Route
from specforge.gen.plan import Parameter

_FASTAPI = {"path": "Path", "query": "Query", "header": "Header", "cookie": "Cookie"}
_LOCATIONS = frozenset({*_FASTAPI, "querystring"})
_PLAIN_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_TEXT_TYPES = {"integer": ("wire.Integer", "int"), "number": ("wire.Number", "float"), "boolean": ("wire.Boolean", "bool")}
_ARGUMENTS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "pattern": "pattern",
}
# OpenAPI 3.1 section 4.8.12.1: parameters of these names are ignored, other fields of the document describe them.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


@dataclass(frozen=True, slots=True)
class _Text:
    """A type that FastAPI reads from text as JSON Schema would: in the route, in the service, and its constraints."""

    route: str
    python: str
    constraints: dict[str, Any] = field(default_factory=dict)
    is_list: bool = False


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
        self._lowered = without_null(nested(context.catalog, node, self._hint)) if node is not None else {"type": "string"}

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

    def _as_text(self) -> _Text | None:
        """How FastAPI can read it, or None when only the decoder can."""
        view = self._view
        if self._media is not None or view.location not in _FASTAPI:
            return None
        text = text_type(self._lowered, self._context)
        is_plain = view.style == _PLAIN_STYLES[view.location]
        if text is None or not text.is_list:
            return text if is_plain or view.location == "query" else None
        return text if view.location == "query" and is_plain and view.explode else None

    def _native(self, text: _Text, python_name: str) -> str:
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
        return f"Annotated[{type_}, {_FASTAPI[view.location]}({', '.join(arguments)})]"

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

    def _default(self, text: _Text | None) -> str | None:
        """The default as an expression; None where there is none, or none that the type takes."""
        schema = self._schema
        if self._view.required or schema is None or text is None or text.is_list:
            return None
        return default_code(schema.default, self._lowered, self._context)


def text_type(lowered: Lowered, context: Context) -> _Text | None:
    """The type of a scalar, or of a list of scalars, that FastAPI reads from text. None for everything else."""
    scalar = _scalar_type(lowered, context)
    if scalar is not None:
        return scalar
    target = without_null(context.resolved(lowered))
    if target.get("type") != "array":
        return None
    item = _scalar_type(target.get("items") or {}, context)
    if item is None:
        return None
    arguments = constraint_arguments(item.constraints)
    route = f"Annotated[{item.route}, Field({', '.join(arguments)})]" if arguments else item.route
    return _Text(f"list[{route}]", f"list[{item.python}]", _constraints_of(target), is_list=True)


def _scalar_type(lowered: Lowered, context: Context) -> _Text | None:
    target = without_null(context.resolved(lowered))
    kind = target.get("type")
    if isinstance(target.get("const"), str):
        code = f"Literal[{target['const']!r}]"
        return _Text(code, code)
    if "enum" in target:
        name = _enum_name(lowered, context)
        return _Text(f"models.{name}", f"models.{name}") if name and kind == "string" else None
    if kind in _TEXT_TYPES:
        return _Text(*_TEXT_TYPES[kind], _constraints_of(target))
    if kind != "string" or not pydantic_pattern(target.get("pattern")):
        return None
    code = FORMAT_TYPES.get(target.get("format", ""), "")
    return _Text(code or "str", code or "str", _constraints_of(target) if not code else {})


def _enum_name(lowered: Lowered, context: Context) -> str | None:
    """The definition whose own schema is the enum: the one that becomes the class."""
    name = None
    while "$ref" in without_null(lowered):
        name = without_null(lowered)["$ref"].removeprefix(PREFIX)
        lowered = context.definition(name)
    return name


def _constraints_of(lowered: Lowered) -> dict[str, Any]:
    return {key: lowered[key] for key in _ARGUMENTS if key in lowered}


def constraint_arguments(constraints: dict[str, Any]) -> list[str]:
    """The constraints as keyword arguments of Field, Query and the like."""
    return [f"{_ARGUMENTS[key]}={value!r}" for key, value in constraints.items()]


def default_code(value: Any, lowered: Lowered, context: Context) -> str | None:
    """A default as an expression of the type that ``text_type`` gives, or None when it is no value of that type."""
    target = without_null(context.resolved(lowered))
    if "enum" in target:
        name = _enum_name(lowered, context)
        return context.enum_default(name, value) if name and isinstance(value, str) and value in target["enum"] else None
    kind = target.get("type")
    if isinstance(value, bool):
        return repr(value) if kind == "boolean" else None
    if isinstance(value, str):
        is_plain = kind == "string" and target.get("format") not in FORMAT_TYPES
        return repr(value) if is_plain or target.get("const") == value else None
    if is_number(value):
        fits = kind == "number" or (kind == "integer" and isinstance(value, int))
        return repr(value) if fits else None
    return None
