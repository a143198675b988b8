"""The generated client: typed calls against the real bookshop, styles and media types against the mock's judgement."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import pytest

from specforge.document.load import load, load_text
from specforge.gen.run import generate
from specforge.gen.settings import Settings
from tests.gen.client_calls import Caller
from tests.gen.conftest import serve

BOOKSHOP = Path(__file__).parents[2] / "specs" / "bookshop"
FRANKENSTEIN = UUID("9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d")
UNKNOWN = UUID("00000000-0000-4000-8000-000000000000")
PNG = (BOOKSHOP / "examples" / "cover.png").read_bytes()


@pytest.fixture(scope="module")
def shop_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The module of the bookshop's client, which is generated for this."""
    folder = tmp_path_factory.mktemp("bookshop_client")
    for file in generate(load(BOOKSHOP / "openapi.yaml"), Settings(("client",), "bookshop_client")).files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.text, "utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("bookshop_client.generated.client")
    sys.path.remove(str(folder))


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The implemented bookshop, a new one."""
    monkeypatch.syspath_prepend(str(BOOKSHOP / "server"))
    shop = importlib.import_module("bookshop_api.main")
    storage = shop.Storage()
    yield shop.make_app(storage, shop.Tokens())
    storage.close()


@pytest.fixture
def shop(shop_client: ModuleType, app: Any) -> Iterator[Any]:
    """A client of the bookshop over real HTTP, logged in as a member of staff."""
    models = importlib.import_module("bookshop_client.generated.models")
    with serve(app) as url, shop_client.Client(f"{url}/v1") as anonymous:
        login = models.Credentials(email="ada@bookshop.example", password="correct horse battery")
        token = anonymous.session.login(body=login).accessToken
        with shop_client.Client(f"{url}/v1", bearer_auth=token) as client:
            yield client


class TestBookshop:
    """Calls over real HTTP."""

    def test_reading_gives_models(self, shop: Any) -> None:
        page = shop.books.list_books(limit=2)

        assert (len(page.items), page.limit) == (2, 2)
        assert shop.books.get_book(FRANKENSTEIN).title.startswith("Frankenstein")

    def test_a_file_goes_up_and_comes_down(self, shop: Any, shop_client: ModuleType) -> None:
        shop.covers.upload_cover(FRANKENSTEIN, body={"image": shop_client.File(PNG, "cover.png", "image/png")})

        assert shop.covers.download_cover(FRANKENSTEIN) == PNG

    def test_a_documented_error_is_raised_with_its_body(self, shop: Any) -> None:
        errors = importlib.import_module("bookshop_client.generated.client.errors")

        with pytest.raises(errors.NotFound) as caught:
            shop.books.get_book(UNKNOWN)

        assert (caught.value.status, caught.value.body.status) == (404, 404)

    def test_credentials_go_where_they_are_needed(self, shop: Any, shop_client: ModuleType) -> None:
        errors = importlib.import_module("bookshop_client.generated.client.errors")

        with (
            shop_client.Client(str(shop.books._sender._where.wanted)) as anonymous,
            pytest.raises(errors.Unauthorized),
        ):
            anonymous.books.delete_book(FRANKENSTEIN)

        assert shop.books.delete_book(FRANKENSTEIN) is None

    def test_a_reply_has_the_headers(self, shop: Any) -> None:
        models = importlib.import_module("bookshop_client.generated.models")

        reply = shop.reply(shop.authors.create_author, body=models.AuthorInput(name="Anonymous"))

        assert (reply.status, reply.body.name) == (201, "Anonymous")
        assert reply.headers["location"].endswith(f"/authors/{reply.body.id}")


class TestAsync:
    """The same methods for asyncio, in process."""

    def test_calls(self, shop_client: ModuleType, app: Any) -> None:
        errors = importlib.import_module("bookshop_client.generated.client.errors")

        async def refresh() -> str:
            return "no token"

        async def run() -> tuple[int, int]:
            http = httpx.AsyncClient(transport=httpx.ASGITransport(app))
            async with http, shop_client.AsyncClient("http://shop/v1", bearer_auth=refresh, http=http) as client:
                reply = await client.reply(client.books.list_books, limit=1)
                with pytest.raises(errors.Unauthorized):
                    await client.books.delete_book(FRANKENSTEIN)
                return reply.status, len(reply.body.items)

        assert asyncio.run(run()) == (200, 1)


STYLES = """\
openapi: 3.2.0
info: {title: Styles, version: '1'}
servers: [{url: 'https://{region}.example/v1', variables: {region: {default: eu, enum: [eu, us]}}}]
security: [{token: []}, {key: [], login: []}]
paths:
  /simple/{a}/{b}/{c}:
    get:
      operationId: simple
      parameters:
        - {name: a, in: path, required: true, schema: &list {type: array, items: {type: integer}, minItems: 2}}
        - {name: b, in: path, required: true, explode: true, schema: &object {$ref: '#/components/schemas/Color'}}
        - {name: c, in: path, required: true, schema: &text {type: string, enum: [a/b ü, ..]}}
        - {name: X-List, in: header, required: true, schema: *list}
        - {name: X-Object, in: header, explode: true, schema: *object}
        - {name: X-Time, in: header, schema: {type: string, format: date-time}}
        - {name: list, in: cookie, explode: false, schema: *list}
        - {name: text, in: cookie, schema: *text}
      responses: &none {'204': {description: done}}
  /label/{a}/{b}/{c}:
    get:
      operationId: label
      parameters:
        - {name: a, in: path, required: true, style: label, schema: *list}
        - {name: b, in: path, required: true, style: label, explode: true, schema: *object}
        - {name: c, in: path, required: true, style: label, schema: *text}
      responses: *none
  /matrix/{a}/{b}/{c}:
    get:
      operationId: matrix
      parameters:
        - {name: a, in: path, required: true, style: matrix, schema: *list}
        - {name: b, in: path, required: true, style: matrix, explode: true, schema: *object}
        - {name: c, in: path, required: true, style: matrix, schema: *text}
      responses: *none
  /query:
    get:
      operationId: query
      parameters:
        - {name: form, in: query, required: true, schema: *list}
        - {name: comma, in: query, required: true, explode: false, schema: *list}
        - {name: space, in: query, required: true, style: spaceDelimited, explode: false, schema: *list}
        - {name: pipe, in: query, required: true, style: pipeDelimited, explode: false, schema: *list}
        - {name: object, in: query, required: true, explode: false, schema: *object}
        - {name: deep, in: query, required: true, style: deepObject, schema: *object}
        - {name: json, in: query, required: true, content: {application/json: {schema: *object}}}
        - {name: text, in: query, required: true, allowReserved: true, schema: *text}
        - {name: flag, in: query, required: true, schema: {type: boolean}}
        - {name: day, in: query, required: true, schema: {type: string, format: date}}
      responses: *none
  /exploded:
    get:
      operationId: exploded
      parameters: [{name: object, in: query, required: true, schema: *object}]
      responses: *none
  /whole:
    get:
      operationId: whole
      parameters: [{name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: *object}}}]
      responses: *none
  /form:
    post:
      operationId: form
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: &form
              type: object
              required: [name, list]
              properties: {name: {type: string}, list: *list, piped: *list, inner: *object, no-name: {type: integer}}
            encoding: {piped: {style: pipeDelimited, explode: false}}
      responses: *none
  /multipart:
    post:
      operationId: multipart
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file, files]
              properties:
                file: {type: string, contentMediaType: image/png}
                files: {type: array, items: {type: string, format: binary}}
                inner: *object
                list: *list
      responses: *none
  /text:
    post:
      operationId: text
      requestBody: {content: {text/plain: {schema: {type: integer}}}}
      responses: {'200': {description: ok, content: {text/plain: {schema: {type: string}}}}}
  /bytes:
    post:
      operationId: bytes
      requestBody: {required: true, content: {image/*: {}}}
      responses: {'200': {description: ok, content: {application/octet-stream: {}}}}
  /either:
    post:
      operationId: either
      requestBody:
        required: true
        content:
          text/plain: {schema: {type: string}}
          application/json: {schema: *object}
      responses: {'200': {description: ok, content: {application/json: {schema: *object}}}}
  /lines:
    post:
      operationId: lines
      requestBody: {required: true, content: {application/jsonl: {itemSchema: *object}}}
      responses: {'200': {description: ok, content: {application/jsonl: {itemSchema: *object}}}}
  /chat:
    get:
      operationId: chat
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: *object}
            text/event-stream: {schema: {type: string}}
        4XX: {description: bad, content: {application/problem+json: {schema: *object}}}
        default: {description: other}
components:
  schemas:
    Color: {type: object, required: [r], properties: {r: {type: integer}, name: {type: string, enum: [a b]}}}
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: api key}
    login: {type: http, scheme: basic}
"""


@pytest.fixture(scope="module")
def styles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    caller = Caller(load_text(STYLES), tmp_path_factory.mktemp("styles"), "styles_client")
    yield caller
    caller.forget()


@pytest.fixture
def sent(styles: Caller) -> Any:
    """Makes a call and gives the request that it sent; the answer is ``response``."""

    def send(
        make: Callable[[Any], Any], response: httpx.Response | None = None, **options: Any
    ) -> tuple[Any, httpx.Request]:
        requests: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            return response or httpx.Response(204)

        with (
            httpx.Client(transport=httpx.MockTransport(answer)) as http,
            styles.module.Client(http=http, **options) as client,
        ):
            return make(client.default), requests[0]

    return send


class TestRequests:
    """What the client sends is what the contract says, as the mock judges it."""

    @pytest.mark.parametrize("fill_optional", [False, True])
    def test_of_every_style_and_media_type(self, styles: Caller, fill_optional: bool) -> None:
        styles.run(fill_optional=fill_optional)

        assert styles.problems == []
        assert styles.calls >= 14

    def test_values_keep_their_delimiters(self, sent: Any) -> None:
        _, request = sent(lambda group: group.simple([1, 2], {"r": 1}, "..", x_list=[3, 4], text="a/b ü"))

        assert request.url.raw_path == b"/v1/simple/1,2/r=1/%2E%2E"
        assert (request.headers["x-list"], request.headers["cookie"]) == ("3,4", "text=a%2Fb%20%C3%BC")

    def test_credentials_of_the_first_alternative_that_is_complete(self, sent: Any) -> None:
        _, request = sent(lambda group: group.exploded(object_={"r": 1}), key="k", login=("Ann", "pass"), token=None)

        assert request.url.query == b"r=1&api%20key=k"
        assert request.headers["authorization"] == "Basic QW5uOnBhc3M="

    def test_a_token_may_be_asked_for_each_time(self, sent: Any) -> None:
        _, request = sent(lambda group: group.exploded(object_={"r": 1}), token=lambda: "fresh", key="k")

        assert request.headers["authorization"] == "Bearer fresh"

    def test_a_server_is_chosen_by_its_variables(self, styles: Caller) -> None:
        servers = importlib.import_module(f"{styles.package}.client.servers")

        assert (servers.server(), servers.server(region="us")) == ("https://eu.example/v1", "https://us.example/v1")


class TestAnswers:
    """What comes back."""

    def test_events_come_one_by_one(self, sent: Any) -> None:
        body = "event: a\ndata: 1\r\ndata: 2\n\n: comment\n\nid: 7\ndata: {}"
        stream = httpx.Response(200, headers={"Content-Type": "text/event-stream"}, content=body.encode())

        events, _ = sent(lambda group: list(group.stream_chat()), stream)

        assert [(one.event, one.data, one.id) for one in events] == [("a", "1\n2", None), ("message", "{}", "7")]

    def test_lines_are_validated(self, sent: Any, styles: Caller) -> None:
        stream = httpx.Response(200, headers={"Content-Type": "application/jsonl"}, content=b'{"r": 1}\n{"r": "x"}\n')
        found: list[Any] = []

        with pytest.raises(styles.module.InvalidAnswer):
            sent(lambda group: found.extend(group.lines(body=[])), stream)

        assert [one.r for one in found] == [1]

    @pytest.mark.parametrize(("status", "name"), [(404, "ClientFault"), (503, "OtherStatus")])
    def test_ranges_and_default_have_exceptions(self, sent: Any, styles: Caller, status: int, name: str) -> None:
        errors = importlib.import_module(f"{styles.package}.client.errors")

        with pytest.raises(errors.DocumentedError) as caught:
            sent(lambda group: group.chat(), httpx.Response(status, json={"r": 1}))

        assert type(caught.value).__name__ == name

    def test_what_the_contract_does_not_say(self, sent: Any, styles: Caller) -> None:
        with pytest.raises(styles.module.UndocumentedStatus):
            sent(lambda group: group.exploded(object_={"r": 1}), httpx.Response(418))
        with pytest.raises(styles.module.InvalidAnswer):
            sent(lambda group: group.chat(), httpx.Response(200, json={"r": "red"}))
