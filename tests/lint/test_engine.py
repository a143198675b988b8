"""The engine: what checks receive, and what becomes of their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load, load_text
from specforge.document.model import Document, Operation, Schema, View
from specforge.errors import SyntaxProblem
from specforge.findings.model import Severity
from specforge.lint.engine import lint
from specforge.lint.rule import RULES, Context, Problem, Rule, rule
from specforge.lint.settings import LintSettings
from specforge.lint.unreadable import finding_of

TEXT = """\
openapi: 3.1.1
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses: {'200': {description: d}}
      callbacks:
        done:
          '{$url}':
            post: {responses: {'200': {description: d}}}
webhooks:
  event:
    post: {responses: {'200': {description: d}}}
odd: {parameters: [{name: p}]}
"""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a rule made for the test; gives what its check was called with."""
    RULES.values()
    monkeypatch.setattr(RULES, "_items", dict(RULES._items))

    def run(document: Document, on: str, **options: Any) -> list[Any]:
        calls: list[Any] = []

        def check(subject: Any, context: Context) -> Iterator[Problem]:
            """A rule of a test."""
            calls.append(subject)
            yield from ()

        rule("of-a-test", on=on, severity=Severity.INFO, **options)(check)
        lint(document, LintSettings(select=("of-a-test",)))
        return calls

    return run


class TestSubjects:
    def test_operations_are_those_of_paths(self, seen: Any) -> None:
        calls = seen(load_text(TEXT), "Operation")

        assert [operation.label for operation in calls] == ["GET /a"]
        assert isinstance(calls[0], Operation)

    def test_any_operation_is_one_of_webhooks_and_callbacks_too(self, seen: Any) -> None:
        assert len(seen(load_text(TEXT), "AnyOperation")) == 3

    def test_a_kind_comes_as_its_view(self, seen: Any) -> None:
        text = "openapi: 3.1.1\ninfo: {}\ncomponents: {schemas: {A: {items: {type: string}}}}"

        calls = seen(load_text(text), "Schema")

        assert [schema.place.pointer for schema in calls] == ["/components/schemas/A", "/components/schemas/A/items"]
        assert all(isinstance(schema, Schema) for schema in calls)

    def test_what_stands_in_unknown_fields_is_a_stray(self, seen: Any) -> None:
        calls = seen(load_text(TEXT), "Stray")

        assert [view.place.pointer for view in calls] == ["/odd", "/odd/parameters/0"]
        assert all(type(view) is View for view in calls)

    def test_a_rule_for_another_version_is_not_asked(self, seen: Any) -> None:
        assert seen(load_text(TEXT), "Document", versions=("2.0",)) == []

    def test_a_document_of_unknown_version_is_for_rules_that_say_so(self, seen: Any) -> None:
        document = load_text("openapi: 9.0.0\npaths: {}")

        assert seen(document, "Document", versions=(None,)) == [document]


class TestFindings:
    def test_a_finding_knows_its_rule_severity_and_operation(self) -> None:
        (finding,) = lint(load_text(TEXT), LintSettings(select=("operation-tags",)))

        assert (finding.rule, finding.severity, finding.operation) == ("operation-tags", Severity.WARNING, "GET /a")
        assert finding.place.region.line == 5

    def test_findings_are_in_the_order_of_the_file(self) -> None:
        lines = [finding.place.region.line for finding in lint(load_text(TEXT))]

        assert lines == sorted(lines)

    def test_a_duplicate_key_shows_both_places(self) -> None:
        text = "openapi: 3.1.1\ninfo: {}\npaths: {}\npaths: {}\n"

        (finding,) = lint(load_text(text), LintSettings(select=("duplicate-key",)))

        assert finding.place.region.line == 4
        assert [related.place.region.line for related in finding.related] == [3]

    def test_an_unreadable_file_becomes_a_finding_with_its_line(self) -> None:
        error = SyntaxProblem("broken", file="a.yaml", line=3, column=5, source_line="  a: [")

        finding = finding_of(error)

        assert (finding.rule, finding.place.file, finding.place.region.line) == ("syntax", "a.yaml", 3)
        assert finding.place.source.lines[2] == "  a: ["


class TestReferences:
    """The rules about references across files, which pages cannot show at length."""

    def test_a_component_used_by_another_file_is_used(self, tmp_path: Path) -> None:
        root = "openapi: 3.0.4\ninfo: {title: T, version: '1'}\npaths: {}\nx-more: {$ref: more.yaml}\n"
        (tmp_path / "openapi.yaml").write_text(root + "components: {schemas: {A: {type: string}, B: {type: string}}}\n")
        (tmp_path / "more.yaml").write_text("a: {$ref: 'openapi.yaml#/components/schemas/A'}\n")

        findings = lint(load(tmp_path / "openapi.yaml"), LintSettings(select=("oas3-unused-component",)))

        assert [finding.place.tokens[-1] for finding in findings] == ["B"]

    def test_an_alternative_that_only_its_parent_knows_is_used(self) -> None:
        text = """\
openapi: 3.0.4
info: {title: T, version: '1'}
paths: {/a: {get: {responses: {'200': {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
components:
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
"""
        assert lint(load_text(text), LintSettings(select=("oas3-unused-component",))) == []

    def test_a_property_called_ref_is_no_reference(self) -> None:
        text = """\
swagger: "2.0"
info: {title: T, version: '1'}
paths: {}
definitions: {A: {properties: {$ref: {type: string}, b: {type: string}}, example: {$ref: x, b: y}}}
"""
        assert lint(load_text(text), LintSettings(select=("no-$ref-siblings", "invalid-ref"))) == []

    def test_a_name_in_a_discriminator_must_exist(self) -> None:
        text = """\
openapi: 3.1.1
info: {title: T, version: '1'}
components:
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dgo}}}
    Cat: {type: object}
    Dog: {type: object}
"""
        (finding,) = lint(load_text(text), LintSettings(select=("invalid-ref",)))

        assert (finding.place.tokens[-1], finding.message) == ("dog", "there is no schema `Dgo`")

    def test_what_was_not_looked_at_is_a_warning(self, tmp_path: Path) -> None:
        (tmp_path / "common.yaml").write_text("A: {type: string}\n")
        folder = tmp_path / "api"
        folder.mkdir()
        schemas = "A: {$ref: ../common.yaml#/A}, B: {$ref: ../none.yaml}, C: {$ref: 'https://example.com/c.yaml'}"
        (folder / "openapi.yaml").write_text(
            f"openapi: 3.1.1\ninfo: {{title: T, version: '1'}}\ncomponents: {{schemas: {{{schemas}}}}}\n"
        )

        findings = lint(load(folder / "openapi.yaml"), LintSettings(select=("invalid-ref",)))

        severities = {finding.place.tokens[2]: finding.severity for finding in findings}
        assert severities == {"A": Severity.WARNING, "B": Severity.ERROR, "C": Severity.WARNING}


@pytest.mark.parametrize("declared", RULES.values(), ids=lambda declared: declared.id)
def test_a_rule_lies_in_a_module_of_its_own_named_after_it(declared: Rule) -> None:
    """Whoever knows the name of a rule finds its file."""
    stem = declared.page_path.stem.replace("_", "")

    assert stem == re.sub(r"[^a-z0-9]", "", declared.id.lower())


def test_a_pointer_through_a_reference_to_itself_ends() -> None:
    text = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {$ref: '#/components/schemas/A'}}\n"

    assert {finding.rule for finding in lint(load_text(text))} >= {"oas3-schema"}
