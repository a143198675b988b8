"""What the OWASP rules share: schemas by their type, responses by status, headers by name, and what paths hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Document, Header, Operation, Parameter, PathItem, Response, View
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.lint.about.presence import says_something
from specforge.lint.about.templates import with_callbacks
from specforge.lint.rule import Context, Problem

# What may carry the keywords of a schema: in Swagger 2.0 parameters and headers do so themselves, and an author who
# puts a schema where the document has no room for it still wants to hear what is wrong with it.
TYPED = ("Schema", "Parameter", "Header", "Stray")


def place_of(view: View, key: str) -> Place:
    """The place of a field, or of what lacks it."""
    return view.place.child(key) if isinstance(view.raw, dict) and key in view.raw else view.place


def of_type(view: View, name: str, context: Context) -> Iterator[View]:
    """The view if it allows the JSON type ``name`` by its own ``type``; of a parameter or header also its ``items``,
    which are no schemas of their own in Swagger 2.0."""
    if _declares(view.get("type"), name, context):
        yield view
    if isinstance(view, Header):
        items = view.node.get("items")
        while items is not None and items.is_mapping:
            if _declares(items.value.get("type"), name, context):
                yield View(items)
            items = items.get("items")


def _declares(declared: Any, name: str, context: Context) -> bool:
    if isinstance(declared, list):
        return name in declared and context.document.version.has_json_schema
    return bool(declared == name)


def has_any(view: View, *keywords: str) -> bool:
    return any(keyword in view.raw for keyword in keywords)


def path_items(context: Context) -> tuple[PathItem, ...]:
    """What stands under ``paths``, and in the callbacks of the operations there."""
    found: tuple[PathItem, ...] = context.once("owasp path items", _path_items)
    return found


def _path_items(document: Document) -> tuple[PathItem, ...]:
    return tuple(with_callbacks(iter(document.paths.values())))


def operations(context: Context) -> Iterator[Operation]:
    """What OWASP's rules mean by the operations of the API."""
    return (operation for item in path_items(context) for operation in item.operations)


def responses(context: Context) -> Iterator[View]:
    """The Responses Objects of the API's operations."""
    holders = (operation.one("responses", View) for operation in operations(context))
    return (view for view in holders if view is not None)


def is_known(view: View) -> bool:
    """False for a reference that leads nowhere, or into a file that was not read: nobody can say what it lacks."""
    return view.node.reference is None


def parameters(context: Context) -> Iterator[Parameter]:
    """The parameters of the API's operations and of the path items around these."""
    for item in path_items(context):
        yield from item.parameters
        for operation in item.operations:
            yield from operation.own_parameters


def without_response(status: str, context: Context) -> Iterator[Problem]:
    """Operations that do not say what they answer with this status: first that there is such a response, then what it
    holds. An operation that lacks the response lacks both."""
    field = "schema" if context.document.version.is_swagger else "content"
    for declared in responses(context):
        found = declared.one(status, Response)
        if found is None:
            yield Problem(f"no `{status}` response is declared", place_of(declared, status))
            yield Problem(f"nothing says what a `{status}` response holds", place_of(declared, status))
        elif is_known(found) and not says_something(found.get(field)):
            yield Problem(f"the `{status}` response has no `{field}`", place_of(found, field))


def header(response: View, name: str) -> Node | None:
    """A header of a response. Names of headers are the same in any case (RFC 9110 section 5.1)."""
    headers = response.node.get("headers")
    found = (node for key, node in headers.follow().items() if key.lower() == name.lower()) if headers else iter(())
    return next(found, None)


def unprotected(context: Context, methods: frozenset[str]) -> Iterator[Problem]:
    """Operations under ``paths`` that anybody may call: neither they nor the document require a security scheme."""
    for operation in context.document.operations:
        if operation.method in methods and not operation.security:
            place = place_of(operation, "security") if "security" in operation.raw else operation.node.key_place
            yield Problem(
                "no security scheme protects this operation",
                place,
                help="name a scheme under `security`, here or for the whole document",
            )
