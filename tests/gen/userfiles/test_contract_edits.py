"""Whatever happens to the contract: the application starts, and the user's files stay as they are to the byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.gen.userfiles.conftest import Edit, Project


def without(*keys: str) -> Edit:
    """Removes a part of the contract."""

    def change(contract: dict[str, Any]) -> None:
        for key in keys[:-1]:
            contract = contract[key]
        del contract[keys[-1]]

    return change


def with_value(value: Any, *keys: Any) -> Edit:
    """Adds or replaces a part of the contract."""

    def change(contract: dict[str, Any]) -> None:
        for key in keys[:-1]:
            contract = contract[key] if isinstance(contract, list) or key in contract else contract.setdefault(key, {})
        contract[keys[-1]] = value

    return change


def renamed(old: str, new: str) -> Edit:
    """Gives a schema another name, in the references to it too."""

    def change(contract: dict[str, Any]) -> None:
        schemas = contract["components"]["schemas"]
        schemas[new] = schemas.pop(old)
        follow(contract)

    def follow(value: Any) -> None:
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            follow(item)
        if isinstance(value, dict) and value.get("$ref") == f"#/components/schemas/{old}":
            value["$ref"] = f"#/components/schemas/{new}"

    return change


def together(*edits: Edit) -> Edit:
    def change(contract: dict[str, Any]) -> None:
        for edit in edits:
            edit(contract)

    return change


OPERATION = {"operationId": "newest", "tags": ["books"], "responses": {"200": {"description": "ok"}}}
BOOKS = ("paths", "/books", "get")
# Code of the user's that uses everything it can: models, enums, the caller, a class of its own.
SERVICE = '''\
"""The books, as somebody wrote them."""

from pydantic import TypeAdapter

from ..generated import models
from ..generated.models import Book as Volume
from ..generated.security import Caller
from ..generated.services.books import BooksProtocol

_PAGE = TypeAdapter(models.Page)
_BY = {models.Sort.TITLE: "t", models.Sort.YEAR: "y"}


class Special(models.Book):
    """A book with a shelf."""

    shelf: str = ""


class BooksService(BooksProtocol):
    """Books in memory."""

    async def list_books(self, *, limit: int, sort: models.Sort | None = models.Sort.TITLE) -> models.Page:
        return models.Page(items=[])

    async def add_book(self, *, caller: Caller, body: models.Book) -> Volume:
        return body

    async def get_book(self, *, id: str) -> models.Book:
        return Special(title=id)
'''
MAIN = '''\
"""The application, put together by hand."""

from .generated.app import create_app
from .generated.services import Services
from .security import Authenticator
from .services.books import BooksService
from .services.shelves import ShelvesService

app = create_app(Services(books=BooksService(), shelves=ShelvesService()), Authenticator())
'''

EDITS: dict[str, Edit] = {
    "an operation is added": with_value(OPERATION, "paths", "/books/newest", "get"),
    "an operation is removed": without("paths", "/books", "post"),
    "an operation is renamed": with_value("findBooks", *BOOKS, "operationId"),
    "an operation is changed": with_value([], *BOOKS, "parameters"),
    "an operation gets another path": lambda c: c["paths"].update({"/titles": c["paths"].pop("/books")}),
    "an operation gets another tag": with_value(["shelves"], *BOOKS, "tags"),
    "a tag is added": with_value(OPERATION | {"tags": ["loans"]}, "paths", "/loans", "get"),
    "a tag is removed": without("paths", "/shelves"),
    "a tag is renamed": with_value(["racks"], "paths", "/shelves", "get", "tags"),
    "all operations are removed": with_value({}, "paths"),
    "a model is renamed": renamed("Book", "Volume"),
    "a model is removed": together(
        with_value({"type": "string"}, "paths", "/books/{id}", "get", "responses", "200", "content", "x/y", "schema"),
        with_value({"description": "ok"}, "paths", "/books", "get", "responses", "200"),
        without("components", "schemas", "Page"),
    ),
    "a model is a string now": with_value({"type": "string"}, "components", "schemas", "Page"),
    "a model that is derived from is a string now": with_value({"type": "string"}, "components", "schemas", "Book"),
    "a model that is derived from is an enum now": with_value(
        {"type": "string", "enum": ["a", "b"]}, "components", "schemas", "Book"
    ),
    "a model that is derived from may be one of two now": with_value(
        {"oneOf": [{"type": "string"}, {"type": "object"}]}, "components", "schemas", "Book"
    ),
    "an enum is removed": together(without("components", "schemas", "Sort"), with_value([], *BOOKS, "parameters")),
    "a member of an enum is removed": with_value(["year"], "components", "schemas", "Sort", "enum"),
    "an enum is a number now": with_value({"type": "integer"}, "components", "schemas", "Sort"),
    "security is removed": together(
        without("components", "securitySchemes"), without("paths", "/books", "post", "security")
    ),
    "a security scheme is added": with_value(
        {"type": "apiKey", "in": "header", "name": "K"}, "components", "securitySchemes", "key"
    ),
}


@pytest.fixture
def written(shop: Project) -> Project:
    """The shop after somebody has worked on it."""
    shop.path("services/books.py").write_text(SERVICE)
    shop.path("main.py").write_text(MAIN)
    return shop


@pytest.mark.parametrize("name", EDITS)
class TestEveryEdit:
    def test_the_application_starts_over_written_code(self, written: Project, name: str) -> None:
        before = written.users_files()
        written.edit(EDITS[name])

        written.generate()

        written.ask("GET /none")
        after = written.users_files()
        assert {path: after[path] for path in before} == before
        assert written.regenerate().changes.pending == ()


class TestFirstFiles:
    """The files as they were first written, which name nothing that can vanish but their protocol."""

    def test_start_after_all_edits_one_after_the_other(self, shop: Project) -> None:
        before = shop.users_files()
        for name, edit in EDITS.items():
            if name not in ("a tag is renamed", "an operation gets another path"):
                shop.edit(edit) if shop.contract["paths"] else None
                shop.generate()
        after = shop.users_files()

        shop.ask("GET /none")

        assert {path: after[path] for path in before} == before

    def test_of_a_new_tag_are_found(self, shop: Project) -> None:
        shop.edit(EDITS["a tag is added"])
        shop.generate()
        file = shop.path("services/loans.py")
        file.write_text(file.read_text().replace('raise unimplemented("newest")', "return None"))

        assert shop.ask("GET /loans", "GET /shelves") == {"GET /loans": 200, "GET /shelves": 501}


def test_four_edits_at_once_are_named_with_file_and_line(written: Project) -> None:
    """Added, removed, renamed, changed: before the code is generated anew, and after."""
    before = written.users_files()
    written.edit(EDITS["an operation is added"])
    written.edit(EDITS["an operation is removed"])
    written.edit(with_value("findBooks", *BOOKS, "operationId"))
    written.edit(with_value("number", "paths", "/books/{id}", "get", "parameters", 0, "name"))
    written.edit(lambda c: c["paths"].update({"/books/{number}": c["paths"].pop("/books/{id}")}))
    file = "services/books.py"
    expected = {
        ("gen-missing-operation", "books.py", written.line(file, "class BooksService")),
        ("gen-dead-method", "books.py", written.line(file, "def add_book")),
        ("gen-renamed-operation", "books.py", written.line(file, "def list_books")),
        ("gen-changed-signature", "books.py", written.line(file, "def get_book")),
    }

    assert expected <= written.told()
    written.generate()
    assert expected <= written.told()

    assert written.ask("GET /books/newest", "GET /books")["GET /books/newest"] == 501
    assert written.users_files() == before


@pytest.mark.parametrize(
    ("target", "module"), [("starlette", "main:app"), ("flask", "main:app"), ("django", "wsgi:application")]
)
def test_the_other_frameworks_start_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, module: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shop = Project(tmp_path)
    shop.generate(targets=(target,))
    before = shop.users_files()
    shop.path("security.py").touch()
    for name in ("an operation is renamed", "a tag is removed", "security is removed", "a model is renamed"):
        shop.edit(EDITS[name])
    made = shop.generate(targets=(target,))
    name, _, attribute = module.partition(":")
    command = [sys.executable, "-c", f"from shop.{name} import {attribute}"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert {path: text for path, text in shop.users_files().items() if path in before} == before
    told = {finding.rule for finding in made.findings}
    assert {"gen-renamed-operation", "gen-dead-method", "gen-retired-name"} <= told


def test_a_package_that_is_renamed_by_renaming_its_folder(shop: Project) -> None:
    before = {Path(path).name: text for path, text in shop.users_files().items()}
    shop.path("").rename(shop.folder / "renamed")
    shop.package = "renamed"

    shop.generate()

    assert shop.ask("GET /shelves") == {"GET /shelves": 501}
    assert {Path(path).name: text for path, text in shop.users_files().items()} == before
    assert shop.regenerate().changes.pending == ()


def test_a_new_title_is_no_new_package(shop: Project) -> None:
    shop.edit(with_value("Bookshop", "info", "title"))

    assert shop.regenerate(package=None).generated.plan.package == shop.package


def test_placeholders_go_when_nobody_names_them(written: Project) -> None:
    written.edit(EDITS["an enum is removed"])
    written.generate()
    assert written.path("generated/retired.py").exists()
    text = SERVICE.replace("models.Sort.TITLE", "1").replace("models.Sort.YEAR", "2").replace("models.Sort", "int")
    written.path("services/books.py").write_text(text)
    written.generate()

    assert not written.path("generated/retired.py").exists()


def test_a_slip_of_the_pen_gets_no_placeholder(written: Project) -> None:
    written.path("services/books.py").write_text(SERVICE.replace("models.Page)", "models.Pge)"))

    assert written.regenerate().generated.plan.retired.labels == ()


def test_code_with_placeholders_is_typed(written: Project) -> None:
    """Strictly, like all generated code; the user's own code is told what is gone."""
    written.edit(EDITS["a tag is removed"])
    written.edit(EDITS["an enum is removed"])
    written.edit(EDITS["a model that is derived from is a string now"])
    written.generate()
    command = [sys.executable, "-m", "mypy", "--strict", f"{written.package}/generated"]

    done = subprocess.run(command, cwd=written.folder, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
