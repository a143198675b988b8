"""owasp:api1:2023-no-numeric-ids: ids that can be counted through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document, Schema
from specforge.findings.model import Severity
from specforge.lint.about.owasp import parameters
from specforge.lint.rule import Context, Problem, rule

_NAME = re.compile(r"id\Z|.*(_id|Id|-id)\Z", re.DOTALL)


@rule(
    "owasp:api1:2023-no-numeric-ids",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An id is an integer: who knows one can guess the next."""
    for parameter in parameters(context):
        schema = parameter.one("schema", Schema) if _NAME.match(parameter.name) else None
        if schema is not None and _may_be_integer(schema):
            yield Problem(
                "an integer as an id can be guessed by counting",
                schema.place,
                help="a UUID or another random string cannot be guessed",
            )


def _may_be_integer(schema: Schema) -> bool:
    alternatives = (*schema.all_of, *schema.any_of, *schema.one_of)
    return any("integer" in part.types for part in (schema, *alternatives))
