"""response-contains-property: an answer without a property that the API promises everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation, Response, Schema
from specforge.findings.model import Severity
from specforge.lint.about.defined import defined_names
from specforge.lint.about.statuses import for_status
from specforge.lint.rule import Context, Problem, rule


@rule(
    "response-contains-property",
    on="AnyOperation",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
    options={"names": {}},
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An object that a response answers with lacks a property that all of its status must have."""
    names = context.options("response-contains-property")["names"]
    for status, response in operation.responses.items():
        wanted = for_status(names, status) if status != "204" else []
        for schema in _objects(response) if wanted else ():
            known = defined_names(schema, context)
            for name in wanted:
                if name not in known:
                    yield Problem(f"the response has no property `{name}`", schema.node.key_place)


def _objects(response: Response) -> list[Schema]:
    """The schemas of a response that are of type object; those of its media types may be the same one."""
    schemas = (media_type.schema for media_type in response.content.values())
    found = {schema.node: schema for schema in schemas if schema is not None and "object" in schema.types}
    return list(found.values())
