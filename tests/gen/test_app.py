"""The generated application: it starts at once, keeps the contract, and answers 501 until it is implemented."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.gen.conftest import Build, Built

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://example.com/v1}]
tags: [{name: books, description: Everything about books.}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 10, default: 5}}
        - {name: sold-out, in: query, schema: {type: boolean}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: where, in: query, style: deepObject, schema: {type: object, properties: {year: {type: integer}}}}
        - {name: sort, in: query, schema: {$ref: '#/components/schemas/Sort', default: title}}
        - {name: X-Trace, in: header, schema: {type: string, format: uuid}}
        - {name: lang, in: cookie, schema: {type: string}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Books'}}}}
    post:
      operationId: addBook
      tags: [books]
      security: [{token: [write]}, {key: []}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
        '400': {description: bad}
  /books/{book-id}:
    get:
      operationId: getBook
      tags: [books]
      parameters: [{name: book-id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
        default: {description: other}
    delete:
      operationId: removeBook
      tags: [books]
      parameters: [{name: book-id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: gone}}
  /books/newest:
    get:
      operationId: newestBook
      tags: [shelf]
      responses: {'200': {description: ok, content: {text/plain: {schema: {type: string}}}}}
  /covers:
    put:
      operationId: putCover
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, width: {type: integer}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {width: {type: integer}}}}
          image/*: {}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: key}
  schemas:
    Sort: {type: string, enum: [title, year]}
    Books: {type: array, items: {$ref: '#/components/schemas/Book'}}
    Book:
      type: object
      required: [id, title]
      properties:
        id: {type: integer, readOnly: true}
        title: {type: string, minLength: 1}
        year: {type: integer}
        note: {type: [string, 'null']}
        added: {type: string, format: date-time}
"""

Call = Any


@pytest.fixture(scope="module")
def shop(build: Build) -> Built:
    return build(SHOP)


def answer(status: int, response: httpx.Response) -> Any:
    """The body of an answer that must have this status."""
    assert response.status_code == status, response.text
    return response.json() if response.content else None


class TestFreshApplication:
    """It starts before anything is implemented."""

    def test_answers_501_as_a_problem(self, shop: Built, call: Call) -> None:
        response = call(shop.app(), "GET", "/books/a")

        assert answer(501, response)["detail"] == "getBook is not implemented yet"
        assert response.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize("path", ["/v1/books/a", "/books/a"])
    def test_serves_paths_with_and_without_the_base_path(self, shop: Built, call: Call, path: str) -> None:
        answer(501, call(shop.app(), "GET", path))

    def test_knows_404_and_405(self, shop: Built, call: Call) -> None:
        answer(404, call(shop.app(), "GET", "/nothing"))
        answer(405, call(shop.app(), "PATCH", "/books"))

    def test_describes_itself(self, shop: Built, call: Call) -> None:
        paths = answer(200, call(shop.app(), "GET", "/openapi.json"))["paths"]

        operation = paths["/books"]["get"]
        limit = next(one for one in operation["parameters"] if one["name"] == "limit")
        assert operation["operationId"] == "listBooks"
        assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 10, "default": 5}


class TestParameters:
    """What a service gets, and what is refused before it."""

    @pytest.fixture
    def got(self, shop: Built, call: Call) -> Any:
        """Sends a request to listBooks and gives the arguments of the service, or the response."""

        def send(url: str, **options: Any) -> Any:
            seen: dict[str, Any] = {}

            async def list_books(self: Any, **arguments: Any) -> list[Any]:
                seen.update(arguments)
                return []

            response = call(shop.app(shop.service("books", list_books=list_books)), "GET", url, **options)
            return seen if response.status_code == 200 else response

        return send

    def test_defaults(self, got: Any, shop: Built) -> None:
        sort = shop.module("generated.models").Sort

        assert got("/books") == {
            "limit": 5,
            "sold_out": None,
            "ids": None,
            "where": None,
            "sort": sort("title"),
            "x_trace": None,
            "lang": None,
        }

    def test_values_of_all_places_and_styles(self, got: Any) -> None:
        trace = "123e4567-e89b-12d3-a456-426614174000"
        headers = {"X-Trace": trace, "Cookie": "lang=de"}

        found = got("/books?limit=3&sold-out=true&ids=1,2&where[year]=1999&sort=year", headers=headers)

        assert (found["limit"], found["sold_out"], found["ids"], found["where"].year) == (3, True, [1, 2], 1999)
        assert (str(found["x_trace"]), found["lang"], found["sort"].value) == (trace, "de", "year")

    @pytest.mark.parametrize(
        "query",
        [
            "limit=0",
            "limit=11",
            "limit=1.5",
            "limit=%201",
            "limit=1_0",
            "sold-out=yes",
            "sold-out=1",
            "ids=1,x",
            "sort=z",
        ],
    )
    def test_what_breaks_the_contract_is_refused(self, got: Any, query: str) -> None:
        answer(422, got(f"/books?{query}"))

    def test_a_problem_names_the_parameter(self, got: Any) -> None:
        assert answer(422, got("/books?limit=0"))["errors"][0]["parameter"] == "limit"

    def test_an_encoded_slash_is_part_of_a_path_parameter(self, shop: Built, call: Call) -> None:
        seen: list[str] = []

        async def get_book(self: Any, *, book_id: str) -> dict[str, Any]:
            seen.append(book_id)
            return {"id": 1, "title": "x"}

        answer(200, call(shop.app(shop.service("books", get_book=get_book)), "GET", "/books/a%2Fb%20c"))

        assert seen == ["a/b c"]

    def test_a_refusal_without_a_documented_status_is_422(self, shop: Built, call: Call) -> None:
        answer(422, call(shop.app(), "DELETE", "/books/x"))


class TestRouting:
    """Concrete paths go before templated ones, in whichever module they stand."""

    def test_across_tags(self, shop: Built, call: Call) -> None:
        async def newest(self: Any) -> str:
            return "Emma"

        response = call(shop.app(shop.service("shelf", newest_book=newest)), "GET", "/books/newest")

        assert (response.status_code, response.text) == (200, "Emma")
        assert response.headers["content-type"].startswith("text/plain")


class TestAnswers:
    """What a service may return."""

    def test_a_model_without_what_is_missing(self, shop: Built, call: Call) -> None:
        models = shop.module("generated.models")

        async def get_book(self: Any, *, book_id: str) -> Any:
            return models.Book(id=1, title="Emma", note=None)

        found = answer(200, call(shop.app(shop.service("books", get_book=get_book)), "GET", "/books/1"))

        assert found == {"id": 1, "title": "Emma", "note": None}

    def test_what_breaks_the_contract_is_an_error_of_ours(self, shop: Built, call: Call) -> None:
        async def get_book(self: Any, *, book_id: str) -> Any:
            return {"id": "one"}

        answer(500, call(shop.app(shop.service("books", get_book=get_book)), "GET", "/books/1"))

    def test_a_reply_with_status_and_headers(self, shop: Built, call: Call) -> None:
        wire = shop.module("generated.wire")

        async def get_book(self: Any, *, book_id: str) -> Any:
            return wire.Reply({"gone": True}, 410, {"X-Since": "1999"})

        response = call(shop.app(shop.service("books", get_book=get_book)), "GET", "/books/1")

        assert answer(410, response) == {"gone": True}
        assert response.headers["x-since"] == "1999"

    def test_a_reply_is_the_success_unless_it_says_otherwise(self, shop: Built, call: Call) -> None:
        wire = shop.module("generated.wire")

        async def remove_book(self: Any, *, book_id: int) -> Any:
            return wire.Reply(headers={"X-Since": "1999"}) if book_id == 1 else wire.Reply(status=410)

        app = shop.app(shop.service("books", remove_book=remove_book))
        removed, gone = (call(app, "DELETE", f"/books/{number}") for number in (1, 2))

        assert (removed.status_code, removed.content, removed.headers["x-since"]) == (204, b"", "1999")
        assert (gone.status_code, gone.content) == (410, b"")

    def test_a_problem(self, shop: Built, call: Call) -> None:
        problems = shop.module("generated.problems")

        async def get_book(self: Any, *, book_id: str) -> Any:
            raise problems.Problem(404, detail="no such book")

        found = answer(404, call(shop.app(shop.service("books", get_book=get_book)), "GET", "/books/1"))

        assert found == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such book"}

    def test_nothing_where_nothing_is_documented(self, shop: Built, call: Call) -> None:
        async def remove_book(self: Any, *, book_id: int) -> None:
            return None

        response = call(shop.app(shop.service("books", remove_book=remove_book)), "DELETE", "/books/1")

        assert (response.status_code, response.content) == (204, b"")


class TestBodies:
    """Bodies by content type."""

    @pytest.fixture
    def put(self, shop: Built, call: Call) -> Any:
        """Sends a body to putCover and gives what the service got, or the response."""

        def send(**options: Any) -> Any:
            seen: list[Any] = []

            async def put_cover(self: Any, *, body: Any) -> dict[str, Any]:
                seen.append(body if not hasattr(body, "file") else (await body.file.read(), body.width))
                return {}

            app = shop.app(shop.service("default", put_cover=put_cover))
            response = call(app, "PUT", "/covers", **options)
            return seen[0] if response.status_code == 200 else response

        return send

    def test_a_multipart_form_with_a_file(self, put: Any) -> None:
        assert put(files={"file": ("a.png", b"png")}, data={"width": "3"}) == (b"png", 3)

    def test_an_urlencoded_form(self, put: Any) -> None:
        assert put(data={"width": "3"}).width == 3

    def test_bytes_of_a_media_range(self, put: Any) -> None:
        assert put(content=b"gif", headers={"Content-Type": "image/gif"}) == b"gif"

    def test_a_content_type_that_is_not_documented(self, put: Any) -> None:
        answer(415, put(content=b"x", headers={"Content-Type": "text/csv"}))

    def test_a_form_that_breaks_the_contract(self, put: Any) -> None:
        answer(422, put(data={"width": "x"}))

    def test_none_where_one_is_required(self, put: Any) -> None:
        answer(422, put())


class TestSecurity:
    """Requirements of the contract, checked by hooks of the user."""

    @pytest.fixture
    def add(self, shop: Built, call: Call) -> Any:
        """Sends a request to addBook of an application with an authenticator; gives the caller or the response."""
        security = shop.module("generated.security")
        problems = shop.module("generated.problems")

        class Authenticator(security.Authenticator):  # type: ignore[name-defined, misc]
            async def token(self, credentials: str, scopes: tuple[str, ...]) -> Any:
                if credentials == "reader":
                    raise problems.Problem(403, detail=f"needs {scopes[0]}")
                return "Ann" if credentials == "good" else None

            async def key(self, credentials: str, scopes: tuple[str, ...]) -> Any:
                return "Bob" if credentials == "k" else None

        def send(url: str = "/books", json: Any = None, **options: Any) -> Any:
            seen: list[Any] = []

            async def add_book(self: Any, *, caller: Any, body: Any) -> Any:
                seen.append(caller.identities)
                return {"id": 1, "title": body.title}

            app = shop.app(shop.service("books", add_book=add_book), Authenticator())
            body = {"title": "Emma"} if json is None else json
            response = call(app, "POST", url, json=body, **options)
            return seen[0] if response.status_code == 201 else response

        return send

    def test_nobody_gets_in_without_credentials(self, add: Any) -> None:
        response = add()

        answer(401, response)
        assert response.headers["www-authenticate"] == "Bearer, ApiKey"

    def test_either_scheme_is_enough(self, add: Any) -> None:
        assert add(headers={"Authorization": "Bearer good"}) == {"token": "Ann"}
        assert add("/books?key=k") == {"key": "Bob"}

    def test_credentials_that_are_refused(self, add: Any) -> None:
        answer(401, add(headers={"Authorization": "Bearer bad"}))
        answer(403, add(headers={"Authorization": "Bearer reader"}))

    def test_the_body_is_checked_after_the_caller_with_the_documented_status(self, add: Any) -> None:
        found = answer(400, add("/books?key=k", json={"title": ""}))

        assert found["errors"] == [{"detail": "String should have at least 1 character", "pointer": "#/title"}]

    def test_a_read_only_property_need_not_be_sent(self, add: Any) -> None:
        assert add("/books?key=k", json={"title": "Emma"}) == {"key": "Bob"}

    def test_a_second_scheme_makes_up_for_a_first_that_fails(self, add: Any) -> None:
        assert add("/books?key=k", headers={"Authorization": "Bearer bad"}) == {"key": "Bob"}


class TestContractTests:
    """A test file for each operation, red until the operation is implemented."""

    def test_each_operation_has_one(self, shop: Built) -> None:
        paths = {file.path for file in shop.generated.files if file.path.startswith("tests/contract/test_")}

        assert paths == {f"tests/contract/test_{operation.name}.py" for operation in shop.generated.plan.operations}

    def test_it_sends_a_request_that_the_contract_allows(self, shop: Built) -> None:
        text = shop.text("tests/contract/test_add_book.py")

        assert '"POST"' in text
        assert "assert response.status_code == 201" in text
        assert '"id"' not in text
