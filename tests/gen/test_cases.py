"""The generated tests: which there are, that they are red on stubs, and green one by one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from specforge.document.load import load_text
from specforge.gen.plan_cases import Cases
from specforge.gen.planner import make_plan
from specforge.gen.run import generate
from specforge.gen.settings import Settings

BOOKS = """\
openapi: 3.1.0
info: {title: Books, version: '1'}
paths:
  /books:
    get:
      operationId: listBooks
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 10}}
        - {name: sort, in: query, required: true, schema: {type: string, enum: [title, year]}}
        - {name: note, in: query, schema: {type: string}}
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: &book {$ref: '#/components/schemas/Book'}}}}
        '400': {description: bad}
        '503': {description: busy}
    post:
      operationId: addBook
      security: [{token: []}]
      requestBody: {required: true, content: {application/json: {schema: *book}}}
      responses:
        '201': {description: made, content: {application/json: {schema: *book}}}
        '401': {description: who are you}
        '415': {description: not JSON}
        '422': {description: invalid}
  /books/{id}:
    get:
      operationId: getBook
      parameters: [{name: id, in: path, required: true, schema: {type: integer, maximum: 1000000}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: *book}}}
        '404': {description: none}
  /shelves/{kind}:
    get:
      operationId: getShelf
      parameters: [{name: kind, in: path, required: true, schema: {type: string, enum: [high, low]}}]
      responses: {'200': {description: ok}, '404': {description: none}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Book:
      type: object
      required: [title]
      additionalProperties: false
      properties:
        title: {type: string, minLength: 1, maxLength: 100}
        year: {type: integer, minimum: 1450}
        tags: {type: array, maxItems: 2, items: {type: string}}
      example: {title: Emma, year: 1815}
"""

IMPLEMENTED = """\
from books_tested.generated.services.default import DefaultProtocol


class DefaultService(DefaultProtocol):
    async def get_book(self, *, id_):
        from books_tested.generated.problems import Problem

        if id_ == 987654:
            raise Problem(404)
        return {"title": "Emma"}
"""


def cases(name: str, text: str = BOOKS) -> Cases:
    plan = make_plan(load_text(text), Settings(), ("cases",)).plan
    return next(operation.cases for operation in plan.operations if operation.name == name)


class TestRefusals:
    """What breaks the contract in one way, where the contract has an answer for that."""

    def test_of_parameters(self) -> None:
        found = cases("list_books").refusals

        assert found.statuses == (400,)
        assert [(one.about, one.change_code) for one in found.parameters] == [
            ("limit: minimum", "{'url': '/books?sort=title&limit=0'}"),
            ("limit: maximum", "{'url': '/books?sort=title&limit=11'}"),
            ("limit: type", "{'url': '/books?sort=title&limit=not-one-of-these'}"),
            ("sort: missing", "{'url': '/books'}"),
            ("sort: enum", "{'url': '/books?sort=not-one-of-these'}"),
        ]

    def test_of_bodies(self) -> None:
        found = cases("add_book").refusals

        assert found.missing == (("title",),)
        assert [one.about for one in found.values] == [
            "body: type",
            "body: additionalProperties",
            "title: minLength",
            "title: maxLength",
            "title: type",
            "year: minimum",
            "year: type",
        ]
        assert found.values[3].value_code == "'Emm' + 'a' * 98"

    def test_no_answer_no_test(self) -> None:
        assert cases("get_book").refusals.statuses == ()


class TestErrors:
    """Documented errors that a request from the contract brings about; the others are skipped and say why."""

    def test_strangers_and_media_types(self) -> None:
        found = cases("add_book")

        assert (found.anonymous, found.unsupported, found.unknown) == (True, True, None)

    def test_what_is_not_there(self) -> None:
        found = cases("get_book").unknown

        assert found is not None
        assert found.change_code == "'/books/987654'"

    def test_what_cannot_be_provoked_is_said(self) -> None:
        assert [one.status for one in cases("list_books").untested] == ["503"]
        assert [one.status for one in cases("get_shelf").untested] == ["404"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books_tested")
    for file in generate(load_text(BOOKS), Settings(("fastapi", "tests"), "books_tested")).files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.text, "utf-8")
    return folder


class TestGenerated:
    """The tests as pytest runs them."""

    def outcomes(self, folder: Path, *arguments: str, **environment: str) -> dict[str, set[str]]:
        command = [sys.executable, "-m", "pytest", "-rA", "--tb=no", "-o", "addopts=", "-p", "no:cacheprovider"]
        quick = {**os.environ, **environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(folder)}
        done = subprocess.run(
            [*command, *arguments], cwd=folder, env=quick, capture_output=True, text=True, check=False
        )
        found: dict[str, set[str]] = {}
        for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\w+)", done.stdout, re.MULTILINE):
            found.setdefault(name, set()).add(outcome)
        assert found, done.stdout
        return found

    def test_red_on_stubs_and_green_one_by_one(self, folder: Path) -> None:
        before = self.outcomes(folder, "tests")
        service = folder / "books_tested" / "services" / "default.py"
        text = service.read_text("utf-8")
        service.write_text(IMPLEMENTED, "utf-8")
        try:
            after = self.outcomes(folder, "tests/contract")
        finally:
            service.write_text(text, "utf-8")

        green = {name for name, outcomes in before.items() if outcomes == {"PASSED"}}
        assert "test_list_books_answers_200" not in green
        assert {"test_list_books_refuses_parameters", "test_bounds", "test_example"} <= green
        assert after["test_get_book_answers_200"] == {"PASSED"}
        assert after["test_get_book_answers_404_for_what_is_not_there"] == {"PASSED"}
        assert after["test_list_books_answers_200"] == {"FAILED"}

    def test_the_application_may_be_another_one(self, folder: Path, tmp_path: Path) -> None:
        app = "def app(environ, start):\n    start('404 Not Found', [])\n    return [b'']\n"
        (folder / "other_wsgi.py").write_text(app, "utf-8")

        found = self.outcomes(folder, "tests/contract/test_get_book.py", CONTRACT_APP="other_wsgi:app")

        assert found == {
            "test_get_book_answers_200": {"FAILED"},
            "test_get_book_answers_404_for_what_is_not_there": {"PASSED"},
        }


def test_model_values_are_judged_by_the_schema() -> None:
    found = make_plan(load_text(BOOKS), Settings(), ("cases",)).plan.model_cases

    assert found is not None
    assert found.types == ("models.Book",)
    assert '"value": {"title": "Emma", "year": 1815}' in found.examples_json
    assert '{"place": ["year"], "keyword": "minimum", "value": 1449, "accepted": false}' in found.bounds_json


def test_an_example_that_breaks_its_schema_is_skipped() -> None:
    text = BOOKS.replace("{title: Emma, year: 1815}", "{title: Emma, year: 15}")

    found = make_plan(load_text(text), Settings(), ("cases",)).plan.model_cases

    assert found is not None
    assert '"invalid": ' in found.examples_json
