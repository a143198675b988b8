"""oas2-valid-media-example: an example that breaks the schema of its response."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from specforge.document.model import Document, Schema
from specforge.findings.model import Severity
from specforge.lint.about.examples import Claim, problems
from specforge.lint.rule import Context, Problem, rule
from specforge.lint.subjects import Subjects
from specforge.values.mediatypes import is_json


@rule(
    "oas2-valid-media-example",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=("2.0",),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An example breaks the schema of its response."""
    yield from problems(_claims(context), context)


def _claims(context: Context) -> Iterator[Claim]:
    subjects: Subjects = context.once("subjects", Subjects)
    for view in chain(subjects.of("Response", ("examples",)), subjects.of("Stray", ("examples",))):
        examples, schema = view.node.get("examples"), view.node.get("schema")
        if examples is None or schema is None or not isinstance(schema.value, dict):
            continue
        for name, example in examples.items():
            # XML, CSV and the like are written as one string, whatever their schema describes.
            if is_json(name) or not isinstance(example.value, str):
                yield Claim(example, Schema.of(schema), ("response",))
