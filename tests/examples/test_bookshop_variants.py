"""The bookshop, broken on purpose as teams break their services: each variant is found, at the line that it breaks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load
from specforge.findings.model import Finding

BOOKSHOP = Path(__file__).parents[2] / "specs" / "bookshop"
STAFF = "ada@bookshop.example"

Damage = Callable[[pytest.MonkeyPatch], None]


def holds_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    books = importlib.import_module("bookshop_api.services.books")
    whole = books.page_of
    monkeypatch.setattr(
        books, "page_of", lambda session, query, limit, offset: whole(session, query, limit + 1, offset)
    )


def forgets_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    books = importlib.import_module("bookshop_api.services.books")
    whole = books.BooksService.list_books

    async def list_books(self: Any, **asked: Any) -> Any:
        return await whole(self, **{**asked, "genre": None})

    monkeypatch.setattr(books.BooksService, "list_books", list_books)


def trusts_any_token(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = importlib.import_module("bookshop_api.tokens")
    monkeypatch.setattr(tokens.Tokens, "read", lambda self, token: tokens.Identity(STAFF, True))


def keeps_what_was_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    books = importlib.import_module("bookshop_api.services.books")

    async def delete_book(self: Any, **asked: Any) -> None:
        with self._storage.session() as session:
            books.find(session, books.BookRow, asked["book_id"], "book")

    monkeypatch.setattr(books.BooksService, "delete_book", delete_book)


def forgets_the_subtitle(monkeypatch: pytest.MonkeyPatch) -> None:
    books = importlib.import_module("bookshop_api.services.books")
    whole = books._write

    def write(session: Any, row: Any, body: Any) -> None:
        whole(session, row, body)
        row.subtitle = None

    monkeypatch.setattr(books, "_write", write)


def answers_200_for_created(monkeypatch: pytest.MonkeyPatch) -> None:
    books = importlib.import_module("bookshop_api.services.books")
    reply = books.Reply
    monkeypatch.setattr(books, "Reply", lambda body, status, headers: reply(body, status=200, headers=headers))


@pytest.fixture
def tested(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Damage], list[Finding]]]:
    """Breaks a new shop, and has a member of staff test it."""
    monkeypatch.syspath_prepend(str(BOOKSHOP / "server"))
    shop = importlib.import_module("bookshop_api.main")
    storage, tokens = shop.Storage(), shop.Tokens()

    def findings(damage: Damage) -> list[Finding]:
        damage(monkeypatch)
        app = shop.make_app(storage, tokens)
        token = tokens.issue(importlib.import_module("bookshop_api.tokens").Identity(STAFF, True))
        headers = {"Authorization": f"Bearer {token}"}
        settings = Settings(headers=headers, seed=1, phases=("probes",), include=("Books",))
        return run(load(BOOKSHOP / "openapi.yaml"), AppTarget(app), settings).findings

    yield findings
    storage.close()


@pytest.mark.parametrize(
    ("damage", "rule", "file", "line"),
    [
        (holds_one_too_many, "page-size", "components/parameters.yaml", "Limit:"),
        (forgets_the_filter, "filter-not-honoured", "paths/books.yaml", "- name: genre"),
        (trusts_any_token, "auth-ignored", "openapi.yaml", "- bearerAuth: []"),
        (keeps_what_was_deleted, "use-after-free", "paths/book.yaml", "get:"),
        (forgets_the_subtitle, "update-not-kept", "schemas/books.yaml", "subtitle:"),
        (answers_200_for_created, "status-code", "paths/books.yaml", "responses:"),
    ],
)
def test_a_broken_variant_is_found_at_its_line(
    tested: Callable[[Damage], list[Finding]], damage: Damage, rule: str, file: str, line: str
) -> None:
    findings = tested(damage)

    shown = [(found.rule, *_line(found)) for found in findings]
    assert any(found[:2] == (f"contract/{rule}", file) and found[2].startswith(line) for found in shown), shown


def _line(finding: Finding) -> tuple[str, str]:
    """The file and the text of the line that a finding points at."""
    path = Path(finding.place.file).resolve()
    lines = path.read_text(encoding="utf-8").splitlines()
    return path.relative_to(BOOKSHOP).as_posix(), lines[finding.place.region.line - 1].strip()
