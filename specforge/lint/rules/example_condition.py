"""example-condition: a condition on requests that the mock server cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Example
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.values.conditions import KEY, WrongCondition, compile_condition


@rule("example-condition", on="Example", when=KEY, severity=Severity.WARNING, versions=OPENAPI_3)
def check(example: Example, context: Context) -> Iterator[Problem]:
    """An `x-specforge-when` says something that no request can be held against."""
    try:
        compile_condition(example.raw[KEY])
    except WrongCondition as error:
        for wrong in error.wrong:
            yield Problem(wrong.message, example.place.child(KEY, *wrong.tokens, key=wrong.of_key), help=wrong.help)
