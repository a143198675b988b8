"""The example bookshop: what it shows a new user really works, and keeps its contract."""

from __future__ import annotations

import asyncio
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from specforge.cli import cli
from specforge.contract.run import run
from specforge.contract.settings import Settings, parse_phases
from specforge.contract.target import AppTarget
from specforge.document.load import load

BOOKSHOP = Path(__file__).parents[2] / "specs" / "bookshop"
DOCUMENT = BOOKSHOP / "openapi.yaml"
SERVER = BOOKSHOP / "server"

STAFF = {"email": "ada@bookshop.example", "password": "correct horse battery"}
CUSTOMER = {"email": "carol@mail.example", "password": "staple the battery"}
MARY_SHELLEY = "1f0c3a52-6d0e-4a5b-8f6e-2c9a4d1b7e30"
FRANKENSTEIN = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
PNG = (BOOKSHOP / "examples" / "cover.png").read_bytes()

BOOK = {
    "isbn": "9780141439471",
    "title": "Frankenstein",
    "authorIds": [MARY_SHELLEY],
    "genre": "fiction",
    "language": "en",
    "priceCents": 899,
    "stock": 12,
    "edition": {"kind": "printed", "binding": "paperback", "pages": 288},
}


class Client:
    """Asks an application in this process, as one user or as nobody."""

    def __init__(self, app: Any, token: str | None = None) -> None:
        self.app = app
        self.token = token

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._send(method, path, options))

    async def _send(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bookshop/v1", headers=headers) as client:
            return await client.request(method, path, **options)

    def log_in(self, credentials: dict[str, str]) -> Client:
        return Client(self.app, self.ask("POST", "/login", json=credentials).json()["accessToken"])


@pytest.fixture
def anyone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client who is not logged in, of a new shop."""
    monkeypatch.syspath_prepend(str(SERVER))
    shop = importlib.import_module("bookshop_api.main")
    storage = shop.Storage()
    yield Client(shop.make_app(storage, shop.Tokens()))
    storage.close()


@pytest.fixture
def staff(anyone: Client) -> Client:
    return anyone.log_in(STAFF)


@pytest.fixture
def customer(anyone: Client) -> Client:
    return anyone.log_in(CUSTOMER)


def problem(response: httpx.Response) -> tuple[int, str]:
    """The status and the detail of a problem document."""
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.status_code, response.json().get("detail", "")


class TestContract:
    """What is committed is what the document says."""

    @pytest.mark.parametrize(
        ("user", "phases", "tags"),
        [("staff", "examples,fuzzing", ()), ("staff", "coverage", ("Authors", "Covers")), ("customer", "examples", ())],
    )
    def test_no_request_breaks_it(
        self, user: str, phases: str, tags: tuple[str, ...], request: pytest.FixtureRequest
    ) -> None:
        client: Client = request.getfixturevalue(user)
        token = {"Authorization": f"Bearer {client.token}"}
        settings = Settings(headers=token, seed=1, phases=parse_phases(phases), include=tags, max_examples=3)

        result = run(load(DOCUMENT), AppTarget(client.app), settings)

        assert [(finding.rule, finding.message, finding.operation) for finding in result.findings] == []
        assert (result.stopped, result.summary["not_reached"]) == ("completed", [])

    def test_generated_code_is_up_to_date(self) -> None:
        arguments = ["gen", str(DOCUMENT), "--target", "fastapi", "--out", str(SERVER), "--check"]

        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)

        assert ended.value.code == 0

    def test_generated_tests_pass(self) -> None:
        command = [sys.executable, "-m", "pytest", "-o", "addopts=", "-p", "no:cacheprovider", "tests"]
        quick = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

        done = subprocess.run(command, cwd=SERVER, env=quick, capture_output=True, text=True)

        assert done.returncode == 0, done.stdout
        passed = re.search(r"(\d+) passed, (\d+) skipped", done.stdout)
        assert passed and int(passed[1]) > 200
        assert int(passed[2]) < 20


class TestBooks:
    """Everybody reads the catalogue, members of staff write it."""

    def test_created_book_can_be_read_where_the_location_says(self, staff: Client, anyone: Client) -> None:
        created = staff.ask("POST", "/books", json=BOOK)

        assert created.status_code == 201
        assert created.headers["location"] == f"/v1/books/{created.json()['id']}"
        read = anyone.ask("GET", created.headers["location"].removeprefix("/v1"))
        assert read.json() == created.json()
        assert read.json() | BOOK == read.json()

    def test_replacing_clears_what_is_left_out(self, staff: Client) -> None:
        replaced = staff.ask("PUT", f"/books/{FRANKENSTEIN}", json={**BOOK, "authorIds": []})

        assert replaced.status_code == 200
        assert (replaced.json()["subtitle"], replaced.json()["authorIds"]) == (None, [])

    def test_deleted_book_is_gone_with_its_cover(self, staff: Client, anyone: Client) -> None:
        deleted = staff.ask("DELETE", f"/books/{FRANKENSTEIN}")

        assert (deleted.status_code, deleted.content) == (204, b"")
        assert problem(anyone.ask("GET", f"/books/{FRANKENSTEIN}"))[0] == 404
        assert problem(anyone.ask("GET", f"/books/{FRANKENSTEIN}/cover"))[0] == 404

    def test_no_two_books_have_the_same_isbn(self, staff: Client) -> None:
        staff.ask("POST", "/books", json=BOOK)

        again = staff.ask("POST", "/books", json=BOOK)

        assert problem(again) == (409, "Another book has the ISBN 9780141439471.")
        assert again.json()["type"] == "https://bookshop.example/problems/isbn-taken"

    def test_author_must_be_known(self, staff: Client) -> None:
        created = staff.ask("POST", "/books", json={**BOOK, "authorIds": [MARY_SHELLEY, UNKNOWN]})

        assert problem(created) == (409, f"There is no author {UNKNOWN}.")

    @pytest.mark.parametrize(
        ("filters", "titles"),
        [
            ({"genre": ["poetry", "crime"]}, ["Poems"]),
            ({"edition": "printed"}, ["Frankenstein"]),
            ({"authorId": MARY_SHELLEY}, ["Frankenstein"]),
            ({"publishedFrom": "1800-01-01"}, ["Frankenstein"]),
            ({"inStock": "false"}, []),
            ({"sort": "-title"}, ["Poems", "Frankenstein"]),
            ({"limit": 1, "offset": 1}, ["Poems"]),
        ],
    )
    def test_filters(self, anyone: Client, filters: dict[str, Any], titles: list[str]) -> None:
        page = anyone.ask("GET", "/books", params=filters).json()

        assert [book["title"] for book in page["items"]] == titles


class TestAccess:
    """Nobody in particular gets 401, a customer 403."""

    @pytest.mark.parametrize(("method", "path"), [("GET", "/orders"), ("DELETE", f"/books/{FRANKENSTEIN}")])
    def test_token_is_needed(self, anyone: Client, method: str, path: str) -> None:
        without = anyone.ask(method, path)
        forged = Client(anyone.app, "eyJhbGciOiJub25lIn0.e30.").ask(method, path)

        assert problem(without)[0] == problem(forged)[0] == 401
        assert without.headers["www-authenticate"].startswith("Bearer")

    def test_wrong_password(self, anyone: Client) -> None:
        response = anyone.ask("POST", "/login", json={**STAFF, "password": "battery staple"})

        assert problem(response) == (401, "The e-mail address or the password is wrong.")

    def test_customers_do_not_write_the_catalogue(self, customer: Client) -> None:
        response = customer.ask("DELETE", f"/books/{FRANKENSTEIN}")

        assert problem(response) == (403, "You are not a member of staff.")

    def test_tokens_are_not_cached(self, anyone: Client) -> None:
        assert anyone.ask("POST", "/login", json=CUSTOMER).headers["cache-control"] == "no-store"


class TestRequests:
    """What breaks the contract is refused before a service hears of it, with the status that the contract has."""

    def test_broken_json(self, staff: Client) -> None:
        response = staff.ask("POST", "/authors", content="{", headers={"Content-Type": "application/json"})

        assert problem(response)[0] == 400

    def test_other_media_type(self, staff: Client) -> None:
        response = staff.ask("POST", "/authors", content="name=Mary", headers={"Content-Type": "text/plain"})

        assert problem(response)[0] == 415

    def test_all_that_is_wrong_is_said(self, staff: Client) -> None:
        edition = {"kind": "printed", "binding": "paperback"}

        response = staff.ask("POST", "/books", json={**BOOK, "stock": "12", "edition": edition, "shelf": 3})

        assert problem(response)[0] == 422
        pointers = [error["pointer"] for error in response.json()["errors"]]
        assert sorted(pointers) == ["#/edition/pages", "#/shelf", "#/stock"]

    def test_parameter(self, anyone: Client) -> None:
        response = anyone.ask("GET", "/books", params={"limit": 0})

        assert problem(response)[0] == 422
        assert [error["parameter"] for error in response.json()["errors"]] == ["limit"]

    def test_method_that_the_path_does_not_have(self, anyone: Client) -> None:
        response = anyone.ask("DELETE", "/books")

        assert problem(response)[0] == 405
        assert response.headers["allow"] == "GET, POST"


class TestCovers:
    """A picture goes in and comes out."""

    def test_upload_and_download(self, staff: Client, anyone: Client) -> None:
        picture = {"image": ("ship.jpg", b"\xff\xd8 a ship", "image/jpeg")}

        stored = staff.ask("PUT", f"/books/{FRANKENSTEIN}/cover", files=picture, data={"altText": "A ship"})

        assert stored.status_code == 200
        assert (stored.json()["sizeBytes"], stored.json()["altText"]) == (9, "A ship")
        read = anyone.ask("GET", stored.json()["url"].removeprefix("/v1"))
        assert (read.headers["content-type"], read.content) == ("image/jpeg", b"\xff\xd8 a ship")

    @pytest.mark.parametrize(
        ("image", "status"),
        [
            (("notes.txt", b"a ship", "text/plain"), 415),
            (("large.png", b"0" * (1024 * 1024 + 1), "image/png"), 413),
            (("largest.png", b"0" * 1024 * 1024, "image/png"), 200),
        ],
    )
    def test_what_a_cover_may_be(self, staff: Client, image: tuple[str, bytes, str], status: int) -> None:
        response = staff.ask("PUT", f"/books/{FRANKENSTEIN}/cover", files={"image": image})

        assert response.status_code == status

    def test_first_cover_is_that_of_the_examples(self, anyone: Client) -> None:
        assert anyone.ask("GET", f"/books/{FRANKENSTEIN}/cover").content == PNG


class TestAuthors:
    """A patch changes what it names."""

    def test_patch(self, staff: Client) -> None:
        response = staff.ask(
            "PATCH",
            f"/authors/{MARY_SHELLEY}",
            content='{"website": null, "biography": "English novelist."}',
            headers={"Content-Type": "application/merge-patch+json"},
        )

        changed = {key: response.json()[key] for key in ("name", "bornOn", "website", "biography")}
        assert changed == {
            "name": "Mary Shelley",
            "bornOn": "1797-08-30",
            "website": None,
            "biography": "English novelist.",
        }


class TestSearch:
    """Words are taken as they are, but for upper and lower case."""

    @pytest.mark.parametrize(
        ("words", "labels"),
        [
            ("ÉMILE", ["Émile Zola"]),
            ("nk", ["Frankenstein"]),
            ("e%n", []),
            ("oem", ["Poems"]),
            ("mi", ["Emily Dickinson", "Émile Zola"]),
        ],
    )
    def test_search(self, staff: Client, words: str, labels: list[str]) -> None:
        staff.ask("POST", "/authors", json={"name": "Émile Zola"})

        page = staff.ask("GET", "/search", params={"q": words}).json()

        assert [hit["label"] for hit in page["items"]] == labels
        assert page["total"] == len(labels)


class TestOrders:
    """Orders take books out of stock, and belong to who placed them."""

    def test_order_takes_books_and_cancelling_puts_them_back(self, customer: Client) -> None:
        placed = self.order(customer, quantity=10)

        assert placed.status_code == 201
        assert (placed.json()["status"], placed.json()["totalCents"]) == ("placed", 8990)
        assert self.stock(customer) == 2
        cancelled = customer.ask("POST", f"/orders/{placed.json()['id']}/cancel")
        assert cancelled.json()["status"] == "cancelled"
        assert self.stock(customer) == 12
        assert problem(customer.ask("POST", f"/orders/{placed.json()['id']}/cancel"))[0] == 409

    def test_order_for_too_many_changes_nothing(self, customer: Client) -> None:
        line = {"bookId": FRANKENSTEIN, "quantity": 7}

        refused = self.order(customer, lines=[line, line])

        assert problem(refused) == (409, "Of Frankenstein, 5 copies are left.")
        assert self.stock(customer) == 12

    def test_orders_of_others_do_not_exist(self, customer: Client, staff: Client) -> None:
        path = f"/orders/{self.order(customer).json()['id']}"

        assert customer.ask("GET", path).status_code == 200
        assert problem(staff.ask("GET", path))[0] == 404
        assert staff.ask("GET", "/orders").json()["total"] == 0

    @staticmethod
    def order(client: Client, quantity: int = 1, lines: list[dict[str, Any]] | None = None) -> httpx.Response:
        body = {
            "contactEmail": CUSTOMER["email"],
            "lines": lines or [{"bookId": FRANKENSTEIN, "quantity": quantity}],
            "payment": {"method": "voucher", "code": "READ-2024"},
        }
        return client.ask("POST", "/orders", json=body)

    @staticmethod
    def stock(client: Client) -> int:
        stock: int = client.ask("GET", f"/books/{FRANKENSTEIN}").json()["stock"]
        return stock
