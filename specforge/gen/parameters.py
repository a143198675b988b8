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
from specforge.values.mediatypes import is_form, is_json

_FASTAPI = {"path": "Path", "query": "Query", "header": "Header", "cookie": "Cookie"}
_LOCATIONS = frozenset({*_FASTAPI, "querystring"})
_PLAIN_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
# OpenAPI 3.1 section 4.8.12.1: parameters of these names are ignored, other fields of the document describe them.
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


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
    return view.location != "header" or view.name.lower() not in IGNORED_HEADERS


class _Planner:
    def __init__(self, context: Context, operation: Operation, view: ParameterView, prefix: str, route: Route) -> None:
        self._context = context
        self._operation = operation
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
        is_optional = (not view.required or self._may_be_empty()) and default is None
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
            wire_code=wire_type(self._lowered),
            style=view.style,
            explode=view.explode,
            shape=shape_of(self._lowered, self._context.definition),
            content=self._content() if self._media is not None else None,
            may_be_empty=self._may_be_empty(),
            others=self._others(),
        )

    def _as_text(self) -> Text | None:
        """How FastAPI can read it, or None when only the decoder can."""
        view = self._view
        if self._media is not None or view.location not in _FASTAPI or self._may_be_empty():
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
        type_ = text.route if view.required or self._default(text) is not None else optional(text.route)
        reader = f", {text.reader}" if text.reader else ""
        return f"Annotated[{type_}, {_FASTAPI[view.location]}({', '.join(arguments)}){reader}]"

    def _decoded(self) -> str:
        view = self._view
        shape = shape_of(self._lowered, self._context.definition)
        arguments = [wire_type(self._lowered), repr(view.name), repr(view.location)]
        arguments += [f"variable={self._variable!r}"] if self._variable not in ("", view.name) else []
        arguments += [f"content={self._content()!r}"] if self._media is not None else self._style()
        arguments += [f"shape={shape!r}"]
        arguments += [f"required={view.required}"] if view.required else []
        arguments += ["empty=True"] if self._may_be_empty() else []
        arguments += [f"others={self._others()!r}"] if isinstance(shape, dict) and "*" in shape else []
        is_optional = not view.required or self._may_be_empty()
        type_ = optional(python_type(self._lowered)) if is_optional else python_type(self._lowered)
        return f"Annotated[{type_}, Depends(wire.Param({', '.join(arguments)}))]"

    def _style(self) -> list[str]:
        return [f"style={self._view.style!r}", *(["explode=True"] if self._view.explode else [])]

    def _content(self) -> str:
        """How a parameter with a media type of its own is written; what nothing is known of is text."""
        name = self._media.name if self._media is not None else ""
        return "json" if is_json(name) else "form" if is_form(name) else "text"

    def _may_be_empty(self) -> bool:
        """``allowEmptyValue`` says something where an empty text is no value anyhow."""
        kinds = self._context.resolved(self._lowered).get("type")
        return self._view.allow_empty and self._view.location == "query" and kinds not in ("string", None)

    def _others(self) -> tuple[str, ...]:
        """The query parameters that an exploded object of any members leaves alone."""
        views = self._operation.parameters if self._view.location == "query" and self._view.explode else ()
        return tuple(other.name for other in views if other.location == "query" and other.name != self._view.name)

    def _default(self, text: Text | None) -> str | None:
        """The default as an expression; None where there is none, or none that the type takes."""
        schema = self._schema
        if self._view.required or schema is None or text is None or text.is_list:
            return None
        return default_code(schema.default, self._lowered, self._context)
