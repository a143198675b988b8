"""Starlette, Flask and Django: the same contract, the same services, the same answers."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
import yaml

from tests.gen.conftest import Build
from tests.gen.frameworks import NAMES, Framework
from tests.gen.test_app import SHOP
from tests.gen.test_hostile import TEXTS, document


@pytest.fixture(scope="module", params=NAMES)
def shop(request: pytest.FixtureRequest, build: Build) -> Framework:
    return Framework(request.param, build(SHOP, request.param))


def answer(status: int, response: httpx.Response) -> Any:
    """The body of an answer that must have this status."""
    assert response.status_code == status, response.text
    return response.json() if response.content else None


def wrong(status: int, response: httpx.Response) -> Any:
    """The errors that a problem document lists."""
    assert response.headers["content-type"] == "application/problem+json"
    return answer(status, response)["errors"]


class TestFreshApplication:
    """It starts before anything is implemented."""

    @pytest.mark.parametrize("path", ["/v1/books/a", "/books/a"])
    def test_answers_501_as_a_problem_with_and_without_the_base_path(self, shop: Framework, path: str) -> None:
        response = shop.send("GET", path)

        assert answer(501, response)["detail"] == "getBook is not implemented yet"
        assert response.headers["content-type"] == "application/problem+json"

    def test_knows_404(self, shop: Framework) -> None:
        assert answer(404, shop.send("GET", "/nothing"))["title"] == "Not Found"

    def test_knows_405_and_what_is_allowed(self, shop: Framework) -> None:
        response = shop.send("PATCH", "/books")

        answer(405, response)
        assert sorted(response.headers["allow"].split(", ")) == ["GET", "HEAD", "POST"]

    @pytest.mark.parametrize("path", ["/openapi.json", "/v1/openapi.json"])
    def test_serves_the_contract_as_it_was_written(self, shop: Framework, path: str) -> None:
        assert answer(200, shop.send("GET", path)) == yaml.safe_load(SHOP)

    def test_its_contract_holds_nothing_but_plain_openapi(self, shop: Framework) -> None:
        contract = json.loads(shop.built.text("PACKAGE/generated/contract.json"))

        assert contract["openapi"] == "3.1.0"
        assert contract["paths"]["/books"]["post"]["requestBody"]["required"] is True
        book = contract["components"]["schemas"]["Book"]
        assert (book["required"], book["properties"]["note"]["type"]) == (["title"], ["string", "null"])


class TestParameters:
    """What a service gets, and what is refused before it."""

    @pytest.fixture
    def got(self, shop: Framework) -> Any:
        """Sends a request to listBooks and gives the arguments of the service, or the response."""

        def send(url: str, **options: Any) -> Any:
            seen: dict[str, Any] = {}

            def list_books(self: Any, **arguments: Any) -> list[Any]:
                seen.update(arguments)
                return []

            response = shop.send("GET", url, shop.service("books", list_books=list_books), **options)
            return seen if response.status_code == 200 else response

        return send

    def test_defaults(self, got: Any, shop: Framework) -> None:
        sort = shop.built.module("generated.models").Sort

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
        assert wrong(422, got(f"/books?{query}"))[0]["parameter"] == query.partition("=")[0]

    def test_an_encoded_slash_is_part_of_a_path_parameter(self, shop: Framework) -> None:
        seen: list[str] = []

        def get_book(self: Any, *, book_id: str) -> dict[str, Any]:
            seen.append(book_id)
            return {"id": 1, "title": "x"}

        answer(200, shop.send("GET", "/v1/books/a%2Fb%20c", shop.service("books", get_book=get_book)))

        assert seen == ["a/b c"]

    def test_a_path_parameter_of_the_wrong_type(self, shop: Framework) -> None:
        assert wrong(422, shop.send("DELETE", "/books/x"))[0]["parameter"] == "book-id"


class TestAnswers:
    """What a service may return."""

    @pytest.fixture
    def got(self, shop: Framework) -> Any:
        """Gives the response to a request for a book, for which the service does this."""

        def send(result: Any, method: str = "GET") -> httpx.Response:
            def get_book(self: Any, *, book_id: str) -> Any:
                return result() if callable(result) else result

            return shop.send(method, "/books/1", shop.service("books", get_book=get_book))

        return send

    def test_a_model_without_what_is_missing(self, got: Any, shop: Framework) -> None:
        book = shop.built.module("generated.models").Book(id=1, title="Emma", note=None)

        assert answer(200, got(book)) == {"id": 1, "title": "Emma", "note": None}

    def test_what_breaks_the_contract_is_an_error_of_ours(self, got: Any) -> None:
        assert answer(500, got({"id": "one"}))["title"] == "Internal Server Error"

    def test_a_reply_with_status_and_headers(self, got: Any, shop: Framework) -> None:
        response = got(shop.built.module("generated.wire").Reply({"gone": True}, 410, {"X-Since": "1999"}))

        assert answer(410, response) == {"gone": True}
        assert response.headers["x-since"] == "1999"

    def test_a_reply_is_the_success_unless_it_says_otherwise(self, got: Any, shop: Framework) -> None:
        reply = shop.built.module("generated.wire").Reply

        assert answer(200, got(reply({"id": 1}))) == {"id": 1}
        assert got(reply(status=410)).content == b""

    def test_headers_of_a_reply_have_a_model(self, got: Any, shop: Framework) -> None:
        headers = shop.built.module("generated.scalars").Model.model_validate({"X-Count": 3, "X-Tags": ["a", "b"]})
        found = got(shop.built.module("generated.wire").Reply({"id": 1}, headers=headers)).headers

        assert (found["x-count"], found["x-tags"]) == ("3", "a,b")

    def test_a_problem(self, got: Any, shop: Framework) -> None:
        problems = shop.built.module("generated.problems")

        def refuse() -> None:
            raise problems.Problem(404, detail="no such book")

        found = answer(404, got(refuse))
        assert found == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such book"}

    def test_a_stream(self, got: Any, shop: Framework) -> None:
        reply = shop.built.module("generated.wire").Reply

        assert got(reply(iter(["a", b"b"]), media_type="text/plain")).text == "ab"

    def test_head_is_get_without_a_body(self, got: Any) -> None:
        response = got({"id": 1, "title": "Emma"}, "HEAD")

        assert (response.status_code, response.content) == (200, b"")

    def test_nothing_where_nothing_is_documented(self, shop: Framework) -> None:
        response = shop.send("DELETE", "/books/1", shop.service("books", remove_book=lambda self, *, book_id: None))

        assert (response.status_code, response.content) == (204, b"")
        assert "content-type" not in response.headers

    def test_text_from_a_concrete_path_beside_a_templated_one(self, shop: Framework) -> None:
        response = shop.send("GET", "/books/newest", shop.service("shelf", newest_book=lambda self: "Emma"))

        assert (response.status_code, response.text) == (200, "Emma")
        assert response.headers["content-type"].startswith("text/plain")


class TestBodies:
    """Bodies by content type."""

    @pytest.fixture
    def put(self, shop: Framework) -> Any:
        """Sends a body to putCover and gives what the service got, or the response."""

        def send(**options: Any) -> Any:
            seen: list[Any] = []

            def put_cover(self: Any, *, body: Any) -> dict[str, Any]:
                seen.append(body if not hasattr(body, "file") else (_bytes(body.file), body.width))
                return {}

            response = shop.send("PUT", "/covers", shop.service("default", put_cover=put_cover), **options)
            return seen[0] if response.status_code == 200 else response

        return send

    def test_a_multipart_form_with_a_file(self, put: Any) -> None:
        assert put(files={"file": ("a.png", b"\x00\r\npng")}, data={"width": "3"}) == (b"\x00\r\npng", 3)

    def test_an_urlencoded_form(self, put: Any) -> None:
        assert put(data={"width": "3"}).width == 3

    def test_bytes_of_a_media_range(self, put: Any) -> None:
        assert put(content=b"gif", headers={"Content-Type": "image/gif"}) == b"gif"

    def test_a_content_type_that_is_not_documented(self, put: Any) -> None:
        answer(415, put(content=b"x", headers={"Content-Type": "text/csv"}))

    def test_a_form_that_breaks_the_contract(self, put: Any) -> None:
        assert wrong(422, put(data={"width": "x"}))[0]["pointer"] == "#/width"

    def test_none_where_one_is_required(self, put: Any) -> None:
        assert wrong(422, put())[0]["detail"] == "a body is required"


def _bytes(file: Any) -> bytes:
    """What an uploaded file holds, whatever the framework calls it."""
    inner = getattr(file, "file", None) or getattr(file, "stream", file)
    return bytes(inner.read())


class TestSecurity:
    """Requirements of the contract, checked by hooks of the user."""

    @pytest.fixture
    def add(self, shop: Framework) -> Any:
        """Sends a request to addBook of an application with an authenticator; gives the caller or the response."""
        problems = shop.built.module("generated.problems")

        def token(self: Any, credentials: str, scopes: tuple[str, ...]) -> Any:
            if credentials == "reader":
                raise problems.Problem(403, detail=f"needs {scopes[0]}")
            return "Ann" if credentials == "good" else None

        def key(self: Any, credentials: str, scopes: tuple[str, ...]) -> Any:
            return "Bob" if credentials == "k" else None

        def send(url: str = "/books", json: Any = None, **options: Any) -> Any:
            seen: list[Any] = []

            def add_book(self: Any, *, caller: Any, body: Any) -> Any:
                seen.append(caller.identities)
                return {"id": 1, "title": body.title}

            stack = shop.service("books", add_book=add_book), shop.authenticator(token=token, key=key)
            body = {"title": "Emma"} if json is None else json
            response = shop.send("POST", url, *stack, json=body, **options)
            return seen[0] if response.status_code == 201 else response

        return send

    def test_nobody_gets_in_without_credentials(self, add: Any) -> None:
        response = add()

        answer(401, response)
        assert response.headers["www-authenticate"] == "Bearer"

    def test_either_scheme_is_enough(self, add: Any) -> None:
        assert add(headers={"Authorization": "Bearer good"}) == {"token": "Ann"}
        assert add("/books?key=k") == {"key": "Bob"}

    def test_credentials_that_are_refused(self, add: Any) -> None:
        answer(401, add(headers={"Authorization": "Bearer bad"}))
        answer(403, add(headers={"Authorization": "Bearer reader"}))

    def test_the_body_is_checked_after_the_caller_with_the_documented_status(self, add: Any) -> None:
        assert wrong(400, add("/books?key=k", json={"title": ""}))[0]["pointer"] == "#/title"

    def test_a_body_that_is_no_json(self, shop: Framework) -> None:
        stack = shop.service("books"), shop.authenticator(key=lambda self, credentials, scopes: 1)
        options: Any = {"content": b"{", "headers": {"Content-Type": "application/json"}}

        assert wrong(400, shop.send("POST", "/books?key=k", *stack, **options)) == [
            {"detail": "the body cannot be read"}
        ]

    def test_a_second_scheme_makes_up_for_a_first_that_fails(self, add: Any) -> None:
        assert add("/books?key=k", headers={"Authorization": "Bearer bad"}) == {"key": "Bob"}


@pytest.mark.parametrize("name", NAMES)
def test_the_project_starts_as_it_was_written(name: str, build: Build) -> None:
    built = build(SHOP, name)
    module, app = ("wsgi", "application") if name == "django" else ("main", "app")
    program = f"from {built.package}.{module} import {app}; print(callable({app}))"

    done = subprocess.run([sys.executable, "-c", program], cwd=built.folder, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "True"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[5], TEXTS[9]])
def test_the_text_of_a_hostile_document_is_only_text(name: str, text: str, build: Build) -> None:
    framework = Framework(name, build(document(text), name))

    assert framework.send("POST", "/a").status_code == 401


TWISTED = """\
openapi: 3.0.3
info: {title: Twisted, version: '1'}
paths:
  /{request}/{été}:
    get:
      operationId: one
      parameters:
        - {name: request, in: path, required: true, schema: {type: string}}
        - {name: été, in: path, required: true, schema: {type: integer}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}
  /{other}/{name}:
    post:
      operationId: two
      parameters:
        - {name: name, in: path, required: true, schema: {type: string}}
        - {name: other, in: path, required: true, schema: {type: string}}
        - {name: page, in: query, allowEmptyValue: true, deprecated: true, schema: {type: string, format: unheard-of}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}
  /types:
    get:
      operationId: types
      parameters:
        - {name: mixed, in: query, schema: {oneOf: [{type: integer}, {type: string, pattern: '^\\p{L}+$'}]}}
        - {name: any, in: query, content: {application/json: {schema: {type: object, required: [a]}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}
"""


@pytest.fixture(scope="module", params=NAMES)
def twisted(request: pytest.FixtureRequest, build: Build) -> Framework:
    return Framework(request.param, build(TWISTED, request.param))


class TestTwistedContracts:
    """What openapi-core or a router would stumble over."""

    @pytest.fixture
    def got(self, twisted: Framework) -> Any:
        """Sends a request, for which the service answers with the values of its arguments."""

        def echo(self: Any, **arguments: Any) -> list[Any]:
            return list(arguments.values())

        service = twisted.service("default", one=echo, two=echo, types=echo)
        return lambda method, url: twisted.send(method, url, service)

    def test_variables_of_any_name(self, got: Any) -> None:
        assert answer(200, got("GET", "/a/1")) == ["a", 1]

    def test_paths_that_differ_in_the_names_of_variables(self, got: Any) -> None:
        assert answer(200, got("POST", "/a/b?page=")) == ["b", "a", ""]

    def test_values_of_several_types(self, got: Any) -> None:
        assert answer(200, got("GET", "/types?mixed=1")) == [1, None]
        assert answer(200, got("GET", "/types?mixed=x&any=%7B%22a%22:1%7D")) == ["x", {"a": 1}]

    def test_a_parameter_with_a_media_type_of_its_own(self, got: Any) -> None:
        assert wrong(422, got("GET", "/types?any=%7B%7D"))[0]["parameter"] == "any"
        assert wrong(422, got("GET", "/types?any=x"))[0]["parameter"] == "any"
