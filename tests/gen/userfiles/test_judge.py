"""What a check says of the user's code, and what it leaves to the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specforge.findings.model import Finding, Severity
from tests.gen.userfiles.conftest import Project

HEAD = """\
from ..generated import models
from ..generated.security import Caller
from ..generated.services.books import BooksProtocol


class BooksService(BooksProtocol):
"""
LIST = "    async def list_books(self, *, limit: int, sort: models.Sort | None) -> models.Page: ...\n"
ADD = "    async def add_book(self, *, caller: Caller, body: models.Book) -> models.Book: ...\n"
GET = "    async def get_book(self, *, id_: str) -> models.Book: ...\n"


@pytest.fixture
def check(shop: Project) -> Any:
    """The findings for methods of BooksService."""

    def run(*methods: str, after: Any = None) -> list[Finding]:
        shop.path("services/books.py").write_text(HEAD + "".join(methods))
        if after is not None:
            shop.edit(after)
            shop.generate()
        return shop.findings()

    return run


class TestMethods:
    def test_all_there(self, check: Any) -> None:
        assert check(LIST, ADD, GET) == []

    def test_one_missing_at_the_class(self, check: Any) -> None:
        (finding,) = check(LIST, ADD)

        assert (finding.rule, finding.severity) == ("gen-missing-operation", Severity.WARNING)
        assert (finding.operation, finding.place.region[:2]) == ("GET /books/{id}", (6, 7))
        assert Path(finding.related[0].place.file).name == "openapi.yaml"

    def test_methods_of_the_user_s_own_are_nobody_s_business(self, check: Any) -> None:
        assert check(LIST, ADD, GET, "    async def own(self): ...\n") == []

    def test_a_class_that_is_gone(self, check: Any, shop: Project) -> None:
        shop.path("services/shelves.py").unlink()

        (finding,) = check(LIST, ADD, GET)

        assert (finding.rule, Path(finding.place.file).name) == ("gen-missing-service", "openapi.yaml")


class TestSignatures:
    @pytest.mark.parametrize(
        ("method", "message"),
        [
            ("    async def get_book(self): ...\n", "it does not take `id_`"),
            ("    async def get_book(self, *, id_, more): ...\n", "it wants `more`, which nobody gives it"),
            ("    def get_book(self, *, id_): ...\n", "it must be async"),
        ],
    )
    def test_what_makes_calls_fail_is_an_error(self, check: Any, method: str, message: str) -> None:
        (finding,) = check(LIST, ADD, method)

        assert (finding.rule, finding.severity) == ("gen-changed-signature", Severity.ERROR)
        assert finding.message.endswith(message)
        assert finding.details["new"].startswith("async def get_book(self, *, id_: str) -> models.Book")

    @pytest.mark.parametrize(
        "method",
        [
            "    async def get_book(self, *, id_): ...\n",
            "    async def get_book(self, **given): ...\n",
            "    async def get_book(self, id_: object, more: int = 1) -> Special: ...\n",
            "    async def get_book(self, *, id_: 'str') -> 'models.Book': ...\n",
        ],
    )
    def test_what_takes_the_call_is_the_user_s_choice(self, check: Any, method: str) -> None:
        assert check(LIST, ADD, method) == []

    def test_a_type_that_the_contract_has_changed(self, check: Any) -> None:
        def change(contract: Any) -> None:
            contract["paths"]["/books/{id}"]["get"]["parameters"][0]["schema"] = {"type": "integer"}

        (finding,) = check(LIST, ADD, GET, after=change)

        assert (finding.rule, finding.severity) == ("gen-changed-signature", Severity.WARNING)
        assert "`id_` is `int`, not `str`" in finding.message
        assert finding.details == {
            "old": "async def get_book(self, *, id_: str) -> models.Book",
            "new": "async def get_book(self, *, id_: int) -> models.Book | Reply | Response",
        }

    def test_the_change_is_told_until_it_is_made(self, check: Any, shop: Project) -> None:
        def change(contract: Any) -> None:
            contract["paths"]["/books/{id}"]["get"]["parameters"][0]["schema"] = {"type": "integer"}

        check(LIST, ADD, GET, after=change)
        shop.generate()
        shop.generate()
        assert len(shop.findings()) == 1

        assert check(LIST, ADD, GET.replace("str", "int")) == []


def test_generated_tests_are_not_the_user_s_code(shop: Project) -> None:
    made = shop.regenerate()

    assert "tests/conftest.py" in made.code.scripts
    assert not made.code.scripts.keys() & made.changes.manifest.hashes.keys()


class TestTags:
    def test_an_operation_of_another_tag_names_where_it_went(self, check: Any) -> None:
        found = check(LIST, ADD, GET, after=lambda c: c["paths"]["/books"]["get"].update(tags=["shelves"]))

        moved = next(one for one in found if one.rule == "gen-renamed-operation")
        assert moved.message == "GET /books is `list_books` of `ShelvesService` now: nothing calls it here"
        assert moved.help == "move it to `ShelvesService` in shop/services/shelves.py"

    def test_a_tag_that_is_gone(self, check: Any, shop: Project) -> None:
        found = check(LIST, ADD, GET, after=lambda c: c["paths"].pop("/shelves"))

        assert {(one.rule, Path(one.place.file).name) for one in found} == {
            ("gen-dead-method", "shelves.py"),
            ("gen-retired-name", "shelves.py"),
        }


class TestEditsThatConcernNobodyYet:
    def test_are_told_at_their_place_in_the_document(self, shop: Project) -> None:
        shop.edit(lambda c: c["paths"]["/shelves"]["get"].update(summary="All of them"))

        (finding,) = shop.findings()

        assert (finding.rule, finding.severity) == ("gen-contract-edit", Severity.INFO)
        assert finding.message == "GET /shelves has changed, which the code does not know yet"
        assert finding.place.pointer == "/paths/~1shelves/get"

    def test_a_path_that_has_changed(self, shop: Project) -> None:
        shop.edit(lambda c: c["paths"].update({"/racks": c["paths"].pop("/shelves")}))

        (finding,) = shop.findings()

        assert finding.message.startswith("`ShelvesService.list_shelves` is GET /racks now, and was GET /shelves")
