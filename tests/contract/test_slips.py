"""Slips of an author that have one meaning only: they are read as they were meant, and told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from specforge.cli import cli
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.probing.losses import Losses
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.slips import understood
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Document, Operation
from specforge.findings.exchange import SentRequest
from specforge.values.check import SchemaChecker

SLIPS = """\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /notes/{note}/pages/{page}:
    parameters:
      - {name: page, in: path, required: true, schema: {type: Int}}
    get:
      responses:
        200:
          description: d
          content: {application/json: {schema: {type: object, properties: {title: {type: [str, 'null']}}}}}
        404: {description: d}
        422: {description: d}
"""
PAGE = "/notes/{note}/pages/{page}"


@pytest.fixture(scope="module")
def slips() -> Document:
    return load_text(SLIPS, "slips.yaml")


@pytest.fixture(scope="module")
def result(slips: Document, make_app: Callable[..., Any], reply: type[Any]) -> Result:
    def page(request: Any) -> Any:
        *_, number = request.path.split("/")
        if request.method != "GET":
            return reply(405, None, {"Allow": "GET"})
        return reply(200, {"title": 1}) if number.lstrip("-").isdigit() else reply(422, None)

    return run(slips, AppTarget(make_app(page)), Settings(phases=("probes", "coverage"), seed=1))


def _types(operation: Operation) -> dict[str, tuple[str, ...]]:
    return {one.name: one.schema.types for one in operation.parameters if one.schema is not None}


class TestUnderstood:
    """The document that is tested."""

    def test_has_what_is_missing(self, slips: Document) -> None:
        operation = understood(slips).document.operations[0]

        assert _types(operation) == {"page": ("integer",), "note": ("string",)}
        # What is added has the place of the operation, what is read otherwise its own.
        lines = {one.name: one.place.region.line for one in operation.parameters}
        assert lines == {"page": 6, "note": 7}

    def test_leaves_the_author_s_alone(self, slips: Document) -> None:
        understood(slips)

        assert [one.name for one in slips.operations[0].parameters] == ["page"]

    def test_says_what_was_read_otherwise(self, slips: Document) -> None:
        told = [(slip.problem.message, slip.problem.place.region.line) for slip in understood(slips).slips]

        assert told == [
            ("`Int` is no type of JSON: it was read as `integer`", 6),
            ("`['str', 'null']` is no type of JSON: it was read as `['string', 'null']`", 11),
            ("the path parameter `note` is not declared: it was tested as any text", 7),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            SLIPS.replace("Int", "integer").replace("str,", "string,").replace("{note}", "n"),
            SLIPS.replace("Int", "made-up").replace("str,", "string,").replace("{note}", "n"),
            # Nobody knows what a reference declares that leads nowhere.
            SLIPS.replace("Int", "integer")
            .replace("str,", "string,")
            .replace("- {name", "- {$ref: '#/x'}\n      - {name"),
            "just: a file",
        ],
        ids=["no slip", "a type that nobody knows", "a broken reference", "no document"],
    )
    def test_is_the_same_document_where_nothing_is_to_be_read_otherwise(self, text: str) -> None:
        document = load_text(text, "plain.yaml")

        assert understood(document) == (document, ())

    def test_swagger(self) -> None:
        text = (
            '{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a/{b}": {"get": {'
            '"parameters": [{"name": "n", "in": "query", "type": "bool"}], "responses": {}},'
            '"trace": {"parameters": [{"name": "b", "in": "path", "type": "int"}], "responses": {}}}}}'
        )
        get, trace = understood(load_text(text, "swagger.json")).document.operations

        assert _types(get) == {"n": ("boolean",), "b": ("string",)}
        # Which that version does not have.
        assert _types(trace) == {"b": ("integer",)}


class TestFormOfSwagger:
    """Without ``consumes``, its fields may be written in either way."""

    @pytest.mark.parametrize(
        ("name", "body"),
        [
            ("application/x-www-form-urlencoded", "other=1&n={}"),
            (
                "multipart/form-data; boundary=b",
                '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n{}\r\n--b--\r\n',
            ),
        ],
    )
    def test_is_judged_by_its_fields(self, name: str, body: str) -> None:
        text = (
            '{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": {"parameters": ['
            '{"name": "n", "in": "formData", "type": "integer", "required": true}], "responses": {}}}}}'
        )
        document = load_text(text, "swagger.json")
        judge, operation = RequestJudge(SchemaChecker(document)), document.operations[0]

        def messages(value: str) -> list[str]:
            request = SentRequest("POST", "http://x/a", {"Content-Type": name}, body.format(value).encode())
            return [fault.message for fault in judge.judge(operation, request).faults]

        assert messages("5") == []
        assert messages("x") == ["n: 'x' is a string, not an integer"]


class TestRun:
    """The operations are tested all the same, and what is wrong with the document is a finding."""

    def test_findings(self, result: Result) -> None:
        found = {(one.rule, one.place.region.line, one.place.file) for one in result.findings}

        assert ("contract/response-schema", 11, "slips.yaml") in found
        assert [line for rule, line, _ in sorted(found) if rule == "contract/document-slip"] == [6, 7, 11]
        assert not [one for one in result.findings if one.rule == "contract/not-tested"]

    def test_both_the_probes_and_the_engine_reach_the_operation(self, result: Result) -> None:
        assert result.coverage.tested == [f"GET {PAGE}"]
        assert result.summary["phases_not_completed"] == []


def test_a_load_test_asks_for_what_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "slips.yaml"
    file.write_text(SLIPS)

    result = CliRunner().invoke(cli, ["test", str(file), "--export", "locust", "-o", str(tmp_path / "locustfile.py")])

    assert result.exit_code == 0, result.output
    written = (tmp_path / "locustfile.py").read_text()
    assert re.search(r'"/notes/[^{/"]+/pages/\d+"', written)


class TestLosses:
    """Answers that take long."""

    def test_one_operation_is_given_up(self, shop: Document) -> None:
        losses, operation = Losses(100), shop.operations[0]

        losses.note(operation, 4)
        assert not losses.is_enough(operation)
        losses.note(operation, 4)
        assert losses.is_enough(operation)
        assert losses.skipped == [operation.label]

    def test_all_at_a_path_where_much_was_lost_already(self, shop: Document) -> None:
        losses = Losses(10)
        listing, creating, other = shop.operations

        losses.note(listing, 3)
        assert losses.drags(creating)
        assert losses.is_enough(creating)
        assert not losses.is_enough(other)
        assert not losses.drags(other)
