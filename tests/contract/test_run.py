"""Whole runs of the real engine against small applications."""

from __future__ import annotations

import asyncio
import re
import signal
import socketserver
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from specforge import contract
from specforge.contract.run import Progress, Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget, UrlTarget
from specforge.document.load import load, load_text
from specforge.document.model import Document
from specforge.errors import InputError, ServerError, UsageError

QUICK = ("examples", "coverage")


def found(result: Result) -> list[tuple[str, str, str | None]]:
    return [(finding.rule, finding.place.pointer, finding.operation) for finding in result.findings]


@pytest.fixture
def quick(headers: dict[str, str]) -> Settings:
    return Settings(headers=headers, seed=1, phases=QUICK)


class TestCorrectImplementation:
    """It has no findings, whatever is thrown at it."""

    @pytest.mark.parametrize("seed", [1, 2])
    def test_all_phases(self, shop: Document, shop_app: Callable[..., Any], headers: dict[str, str], seed: int) -> None:
        settings = Settings(headers=headers, seed=seed, max_examples=8)

        result = run(shop, AppTarget(shop_app()), settings)

        assert found(result) == []
        assert result.stopped == "completed"
        assert result.summary["operations_tested"] == result.summary["operations"] == 3
        assert result.summary["phases_not_completed"] == []
        covered = result.coverage.report
        assert (covered.figures["operations"].percent, covered.percent and covered.percent > 80) == (100, True)
        assert all(one.timing for one in covered.operations)

    def test_over_http(
        self, shop: Document, shop_app: Callable[..., Any], quick: Settings, serve: Callable[[Any], Any]
    ) -> None:
        with serve(shop_app()) as url:
            result = run(shop, UrlTarget(url), quick)

        assert found(result) == []
        assert result.summary["requests"] > 50

    def test_wsgi(self, quick: Settings) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /:\n    get:\n"
            "      responses: {200: {description: ok, content: {text/plain: {schema: {type: string}}}}}\n"
        )

        def app(environ: Any, start_response: Any) -> list[bytes]:
            is_get = environ["REQUEST_METHOD"] == "GET"
            headers = [("Content-Type", "text/plain"), ("Allow", "GET")]
            start_response("200 OK" if is_get else "405 Method Not Allowed", headers)
            return [b"hello"]

        assert found(run(document, AppTarget(app), quick)) == []

    @pytest.mark.parametrize("scheme", ["{type: http, scheme: bearer}", "{type: openIdConnect, openIdConnectUrl: /x}"])
    def test_wsgi_with_credentials(self, quick: Settings, scheme: str) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /:\n    get:\n      security: [{key: []}]\n"
            "      responses: {200: {description: ok}, 401: {description: no}}\n"
            f"components: {{securitySchemes: {{key: {scheme}}}}}\n"
        )

        def app(environ: Any, start_response: Any) -> list[bytes]:
            scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
            is_known = scheme.lower() == "bearer" and token == "let-me-in"
            is_get = environ["REQUEST_METHOD"] == "GET"
            status = "405 No" if not is_get else "200 OK" if is_known else "401 Unauthorized"
            start_response(status, [("Allow", "GET"), ("WWW-Authenticate", "Bearer")])
            return [b""]

        def open_to_all(environ: Any, start_response: Any) -> list[bytes]:
            return app({**environ, "HTTP_AUTHORIZATION": "Bearer let-me-in"}, start_response)

        assert found(run(document, AppTarget(app), quick)) == []
        rules = {rule for rule, _, _ in found(run(document, AppTarget(open_to_all), quick))}
        assert rules == {"contract/auth-ignored"}


ITEM = "/components/schemas/Item"
BROKEN = {
    "schema": ("contract/response-schema", f"{ITEM}/properties/id/type", "GET /items"),
    "status": ("contract/status-code", "/paths/~1items/post/responses", "POST /items"),
    "header": (
        "contract/missing-header",
        "/paths/~1items/post/responses/201/headers/Location/required",
        "POST /items",
    ),
    "type": ("contract/content-type", "/paths/~1items~1{id}/get/responses/200/content", "GET /items/{id}"),
    "limit": (
        "contract/negative-data-accepted",
        "/paths/~1items/get/parameters/0/schema/maximum",
        "GET /items",
    ),
    "auth": ("contract/auth-ignored", "/security/0", "GET /items/{id}"),
    "method": ("contract/unsupported-method", "/paths/~1items", None),
    "error": ("contract/server-error", "/paths/~1items/get", "GET /items"),
    "crash": ("contract/server-error", "/paths/~1items/get", "GET /items"),
}


class TestBrokenImplementation:
    """Each broken promise is found at the line of the document that makes it."""

    @pytest.mark.parametrize("promise", BROKEN)
    def test_found_at_its_place(
        self, shop: Document, shop_app: Callable[..., Any], quick: Settings, promise: str
    ) -> None:
        result = run(shop, AppTarget(shop_app(promise)), quick)

        assert BROKEN[promise] in found(result)

    def test_the_line_is_that_of_the_keyword(
        self, shop: Document, shop_app: Callable[..., Any], quick: Settings
    ) -> None:
        result = run(shop, AppTarget(shop_app("limit")), quick)

        lines = {shop.root.lines[finding.place.region.line - 1].strip() for finding in result.findings}
        assert {"maximum: 50", "minimum: 1"} <= lines

    def test_one_finding_however_often_it_is_seen(
        self, shop: Document, shop_app: Callable[..., Any], quick: Settings
    ) -> None:
        result = run(shop, AppTarget(shop_app("schema")), quick)

        (finding,) = result.findings
        assert int(finding.details["seen"].removesuffix(" times")) > 3
        assert finding.message == "[0].id: '1' is a string, not an integer"
        assert finding.related[0].place.pointer.endswith("/content/application~1json/schema")

    def test_the_request_can_be_repeated_but_shows_no_secret(
        self, shop: Document, shop_app: Callable[..., Any], quick: Settings
    ) -> None:
        result = run(shop, AppTarget(shop_app("status")), quick)

        details = result.findings[0].details
        assert details["curl"].startswith('curl -X POST -H "Authorization: $CONTRACT_AUTHORIZATION"')
        assert "--data-raw" in details["curl"]
        assert details["response"].startswith("202 Accepted")
        assert "let-me-in" not in str(result.findings)

    def test_where_an_application_in_this_process_broke(
        self, shop: Document, shop_app: Callable[..., Any], quick: Settings
    ) -> None:
        result = run(shop, AppTarget(shop_app("crash")), quick)

        finding = next(finding for finding in result.findings if finding.rule == "contract/server-error")
        assert finding.message == "the application raised ZeroDivisionError: division by zero"
        assert "conftest.py" in finding.details["traceback"]
        assert "/items" in finding.details["curl"]


class TestGapsOfTheDocument:
    """What no implementation can help is none of its faults."""

    DOCUMENT = """\
openapi: 3.1.0
info: {title: t, version: "1"}
security: [{token: []}]
paths:
  /pets/mine:
    get: {responses: {"200": {description: mine}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: one}}}
    delete: {responses: {"200": {description: gone}, "404": {description: none}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
"""

    def answer(self, request: Any, reply: Any, invalid: int = 422, stranger: int = 401) -> Any:
        name = request.path.rpartition("/")[2]
        if request.method not in ("GET", "DELETE"):
            return reply(405, headers={"Allow": "GET, DELETE"})
        if request.headers.get("authorization") != "Bearer let-me-in":
            return reply(stranger)
        is_valid = (name == "mine" and request.method == "GET") or re.fullmatch("-?[0-9]+(\\.0+)?", name)
        return reply(200 if is_valid else invalid)

    def test_refusals_without_a_status_and_paths_that_are_two(self, make_app: Any, reply: Any, quick: Settings) -> None:
        """401 and 422 are described nowhere; ``DELETE /pets/mine`` is described by ``/pets/{id}``."""
        document = load_text(self.DOCUMENT)
        app = make_app(lambda request: self.answer(request, reply))

        assert found(run(document, AppTarget(app), quick)) == []

    @pytest.mark.parametrize("described", ["400", "401"])
    def test_other_statuses_than_those_described(
        self, make_app: Any, reply: Any, quick: Settings, described: str
    ) -> None:
        document = load_text(self.DOCUMENT.replace("one}", f'one}}, "{described}": {{description: no}}'))
        app = make_app(lambda request: self.answer(request, reply, stranger=403))

        assert ("contract/status-code", "/paths/~1pets~1{id}/get/responses", "GET /pets/{id}") in found(
            run(document, AppTarget(app), quick)
        )

    def test_what_no_mock_can_know_is_not_asked_of_it(self, make_app: Any, reply: Any, quick: Settings) -> None:
        def handler(request: Any) -> Any:
            authorization = request.headers.get("authorization", "")
            known = {"authorization": "Bearer let-me-in"} if authorization.startswith("Bearer ") else {}
            answer = self.answer(request._replace(headers=known), reply)
            return answer._replace(headers={**answer.headers, **mark})

        document = load_text(self.DOCUMENT)
        mark: dict[str, str] = {}
        assert {rule for rule, _, _ in found(run(document, AppTarget(make_app(handler)), quick))} == {
            "contract/auth-ignored"
        }
        mark = {"Mocked-By": "somebody"}
        assert found(run(document, AppTarget(make_app(handler)), quick)) == []


class TestSequences:
    """What shows only when several requests are made in a row."""

    THINGS = """\
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things:
    post:
      responses:
        201:
          description: made
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
  /things/{thing_id}:
    parameters:
      - {name: thing_id, in: path, required: true, schema: {type: integer, minimum: 1}}
    get:
      responses:
        200:
          description: one
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        404: {description: none}
    delete:
      responses:
        204: {description: deleted}
        404: {description: none}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: integer}}}
"""

    def test_a_created_thing_is_not_there(self, make_app: Any, reply: Any) -> None:
        """The thing itself is missed; that it has no picture yet is no fault."""
        picture = (
            "  /things/{thing_id}/picture:\n    parameters: [{$ref: '#/paths/~1things~1{thing_id}/parameters/0'}]\n"
        )
        picture += "    get: {responses: {200: {description: p}, 404: {description: none}}}\n"
        document = load_text(self.THINGS.replace("components:", f"{picture}components:"))
        app = make_app(lambda request: reply(201, {"id": 7}) if request.method == "POST" else reply(404))
        settings = Settings(seed=1, phases=("stateful",), max_examples=25)

        result = run(document, AppTarget(app), settings)

        assert {rule for rule, _, _ in found(result)} == {"contract/resource-unavailable"}
        assert {operation.rpartition(" ")[2] for _, _, operation in found(result)} == {"/things/{thing_id}"}
        assert result.findings[0].related[0].message == "created by POST /things"

    def test_a_deleted_thing_is_still_there(self, make_app: Any, reply: Any) -> None:
        made: set[str] = set()

        def handler(request: Any) -> Any:
            number = request.path.rpartition("/")[2]
            if request.method == "POST":
                made.add(str(len(made) + 1))
                return reply(201, {"id": len(made)})
            if number not in made:
                return reply(404)
            return reply(204) if request.method == "DELETE" else reply(200, {"id": int(number)})

        settings = Settings(seed=1, phases=("stateful",), max_examples=25)

        result = run(load_text(self.THINGS), AppTarget(make_app(handler)), settings)

        assert ("contract/use-after-free", "/paths/~1things~1{thing_id}/get", "GET /things/{thing_id}") in found(result)
        finding = next(finding for finding in result.findings if finding.rule == "contract/use-after-free")
        assert re.findall(r"-X ([A-Z]+)", finding.details["curl"]) == ["POST", "DELETE", "GET"]
        assert finding.related[0].place.pointer == "/paths/~1things~1{thing_id}/delete"


class TestDocuments:
    """What the engine itself cannot take is handed over in a form that it can."""

    def test_many_files(self, tmp_path: Path, make_app: Any, reply: Any, quick: Settings) -> None:
        (tmp_path / "schemas").mkdir()
        (tmp_path / "schemas" / "Pet.yaml").write_text(
            "type: object\nrequired: [name]\nproperties:\n  name: {type: string}\n  parent: {$ref: Pet.yaml}\n"
        )
        (tmp_path / "pets.yaml").write_text(
            "get:\n  responses:\n    200:\n      description: one\n      content:\n"
            "        application/json: {schema: {$ref: schemas/Pet.yaml}}\n"
        )
        root = tmp_path / "openapi.yaml"
        root.write_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /pet: {$ref: pets.yaml}\n", encoding="utf-8"
        )
        document = load(root)
        app = make_app(lambda request: reply(200, {"name": 1}) if request.method == "GET" else _not_allowed(reply))

        result = run(document, AppTarget(app), quick)

        (finding,) = result.findings
        assert finding.place.file.endswith("Pet.yaml")
        assert (finding.place.pointer, finding.place.region.line) == ("/properties/name/type", 4)

    def test_swagger(self, make_app: Any, reply: Any, quick: Settings) -> None:
        document = load_text(
            "swagger: '2.0'\ninfo: {title: t, version: '1'}\nbasePath: /v1\nproduces: [application/json]\npaths:\n"
            "  /n:\n    get:\n      responses:\n        200: {description: n, schema: {type: integer}}\n"
        )
        seen = set()

        def handler(request: Any) -> Any:
            seen.add(request.path)
            return reply(200, "one") if request.method == "GET" else _not_allowed(reply)

        result = run(document, AppTarget(make_app(handler)), quick)

        assert [finding.place.pointer for finding in result.findings] == ["/paths/~1n/get/responses/200/schema/type"]
        assert seen == {"/v1/n"}

    @pytest.mark.parametrize("is_over_http", [False, True])
    def test_methods_of_openapi_3_2(
        self, make_app: Any, reply: Any, quick: Settings, serve: Callable[[Any], Any], is_over_http: bool
    ) -> None:
        """The engine does not know ``additionalOperations``, and sends their requests all the same."""
        document = load_text(
            "openapi: 3.2.0\n$self: https://a.example/n.yaml\ninfo: {title: t, version: '1'}\npaths:\n  /n/{id}:\n"
            "    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]\n"
            "    query: {responses: {200: {description: n}, 400: {description: n}}}\n"
            "    delete: {responses: {200: {description: n}, 400: {description: n}}}\n"
            "    additionalOperations:\n"
            "      COPY: {responses: {204: {description: n}, 400: {description: n}}}\n"
            "      'A B': {responses: {204: {description: n}}}\n"
        )
        asked: list[str] = []

        def handler(request: Any) -> Any:
            asked.append(request.method)
            if request.method == "COPY":
                return reply(500) if re.fullmatch("/n/[0-9]+", request.path) else reply(400)
            is_known = request.method in ("QUERY", "DELETE")
            return reply(400 if is_known else 405, headers={"Allow": "QUERY, COPY, DELETE"})

        settings = replace(quick, include=("COPY /n/{id}", "A B /n/{id}"))
        app = make_app(handler)
        if is_over_http:
            with serve(app) as url:
                result = run(document, UrlTarget(url), settings)
        else:
            result = run(document, AppTarget(app), settings)

        assert found(result) == [
            ("contract/server-error", "/paths/~1n~1{id}/additionalOperations/COPY", "COPY /n/{id}"),
            ("contract/not-tested", "/paths/~1n~1{id}/additionalOperations/A B", "A B /n/{id}"),
        ]
        # Other methods are not tried out at its path, where they have operations of their own.
        assert set(asked) - {"GET"} == {"COPY"}
        assert result.coverage.tested == ["COPY /n/{id}"]

    def test_positional_items(self, make_app: Any, reply: Any, quick: Settings) -> None:
        """Schemathesis calls ``prefixItems`` an invalid schema when it checks answers; we check them ourselves."""
        document = load_text(
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /n:\n    get:\n      responses:\n        200:\n"
            "          description: n\n          content:\n            application/json:\n"
            "              schema: {type: array, prefixItems: [{type: integer}], items: false}\n"
        )
        app = make_app(lambda request: reply(200, [1, 2]) if request.method == "GET" else _not_allowed(reply))

        result = run(document, AppTarget(app), quick)

        assert [finding.place.pointer.rpartition("/")[2] for finding in result.findings] == ["items"]


def _not_allowed(reply: Any) -> Any:
    return reply(405, headers={"Allow": "GET"})


class TestEnding:
    """However a run ends, there is a result."""

    def test_nobody_listens(self, shop: Document, quick: Settings) -> None:
        with pytest.raises(ServerError, match="no server answers"):
            run(shop, UrlTarget("http://127.0.0.1:9"), quick)

    def test_server_dies(
        self, shop: Document, shop_app: Callable[..., Any], quick: Settings, serve: Callable[[Any], Any]
    ) -> None:
        count = 0
        inner = shop_app()
        with serve(lambda: None) as placeholder:
            assert placeholder
        stop: list[Any] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            nonlocal count
            count += 1
            if count == 20:
                stop[0].__exit__(None, None, None)
            await inner(scope, receive, send)

        context = serve(app)
        stop.append(context)
        url = context.__enter__()
        result = run(shop, UrlTarget(url), quick)

        assert result.stopped == "down"
        assert "contract/server-down" in {finding.rule for finding in result.findings}

    def test_server_hangs(
        self, shop: Document, make_app: Any, headers: dict[str, str], serve: Callable[[Any], Any]
    ) -> None:
        settings = Settings(headers=headers, seed=1, phases=("examples",), timeout=0.3, include=("getItem",))

        with serve(make_app(lambda request: time.sleep(1))) as url:
            result = run(shop, UrlTarget(url), settings)

        assert ("contract/no-answer", "/paths/~1items~1{id}/get", "GET /items/{id}") in found(result)

    @pytest.mark.parametrize(
        "broken",
        [
            b"HTTP/1.1 302 Found\r\nLocation: /n\r\nContent-Length: 0",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2",
        ],
    )
    def test_answers_that_cannot_be_read(self, shop: Document, headers: dict[str, str], broken: bytes) -> None:
        settings = Settings(headers=headers, seed=1, phases=("examples",), timeout=2.0, include=("getItem",))

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while self.rfile.readline().strip():
                    pass
                self.wfile.write(broken + b"\r\nConnection: close\r\n\r\nab")

        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            result = run(shop, UrlTarget(f"http://127.0.0.1:{server.server_address[1]}"), settings)
            server.shutdown()

        assert ("contract/no-answer", "/paths/~1items~1{id}/get", "GET /items/{id}") in found(result)
        assert result.refused is None

    def test_budget(self, shop: Document, shop_app: Callable[..., Any], headers: dict[str, str]) -> None:
        settings = Settings(headers=headers, seed=1, budget=2.0, max_examples=10_000)
        started = time.monotonic()

        result = run(shop, AppTarget(shop_app("schema")), settings)

        assert time.monotonic() - started < 6
        assert result.stopped == "budget"
        assert found(result) == [BROKEN["schema"]]
        assert result.summary["phases_not_completed"]

    def test_a_budget_is_a_ceiling(self, shop: Document, shop_app: Callable[..., Any], headers: dict[str, str]) -> None:
        settings = Settings(headers=headers, seed=1, budget=60.0, max_examples=3)
        started = time.monotonic()

        result = run(shop, AppTarget(shop_app()), settings)

        assert time.monotonic() - started < 30
        assert result.stopped == "completed"
        assert result.summary["phases_not_completed"] == []

    def test_interrupt(self, shop: Document, shop_app: Callable[..., Any], quick: Settings) -> None:
        def interrupt(progress: Progress) -> None:
            if progress.findings:
                raise KeyboardInterrupt

        result = run(shop, AppTarget(shop_app("schema")), quick, interrupt)

        assert result.stopped == "interrupted"
        assert BROKEN["schema"] in found(result)

    def test_interrupt_in_the_middle_of_an_operation(self, shop: Document, make_app: Any, reply: Any) -> None:
        """The exchanges of an operation that the engine is not through with are judged all the same."""
        asked = 0

        def handler(request: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked == 4:
                signal.raise_signal(signal.SIGINT)
            return reply(200, [{"id": "one", "name": "pen"}])

        settings = Settings(seed=1, phases=("coverage",), include=("listItems",))

        result = run(shop, AppTarget(make_app(handler)), settings)

        assert result.stopped == "interrupted"
        assert result.summary["requests"] >= 3
        assert BROKEN["schema"] in found(result)

    def test_interrupt_while_the_server_hangs(self, shop: Document, make_app: Any, reply: Any) -> None:
        hangs = threading.Event()
        asked = 0

        def handler(request: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked == 4:
                signal.raise_signal(signal.SIGINT)
                hangs.wait(20)
            return reply(200, [{"id": "one", "name": "pen"}])

        settings = Settings(seed=1, phases=("coverage",), include=("listItems",))
        try:
            result = run(shop, AppTarget(make_app(handler)), settings)
        finally:
            hangs.set()

        assert (result.stopped, result.is_left_behind) == ("interrupted", True)
        assert BROKEN["schema"] in found(result)

    @pytest.mark.parametrize("is_async", [False, True])
    def test_one_answer_that_never_comes(
        self, shop: Document, make_app: Any, reply: Any, shop_app: Callable[..., Any], is_async: bool
    ) -> None:
        """No time-out ends it: of an application in this process, or of a server that sends a byte now and then."""
        hangs = threading.Event()
        good = shop_app()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            if not scope["path"].startswith("/items/"):
                await good(scope, receive, send)
                return
            if not is_async:
                hangs.wait(20)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while not hangs.is_set():
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
                await asyncio.sleep(0.05)

        settings = Settings(seed=1, phases=("examples",), timeout=0.2, include=("GET",), headers={"A": "b"})
        try:
            result = run(shop, AppTarget(app), settings)
        finally:
            hangs.set()

        assert result.stopped == ("completed" if is_async else "hung")
        assert ("contract/no-answer", "/paths/~1items~1{id}/get", "GET /items/{id}") in found(result)

    @pytest.mark.parametrize("never", ["/items/", "/"])
    def test_answers_that_never_come_to_an_end(self, shop: Document, headers: dict[str, str], never: str) -> None:
        """A byte now and then is in time for every time-out. What else there is, is tested all the same."""
        over = threading.Event()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                path = (self.rfile.readline().split() or [b"", b"/"])[1].decode()
                while self.rfile.readline().strip():
                    pass
                if not path.startswith(never):
                    self.wfile.write(b"HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n")
                    return
                with suppress(OSError):
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if len(path) % 2 else b"X: "))
                    while not over.wait(0.02):
                        self.wfile.write(b"x")

        settings = Settings(headers=headers, seed=1, phases=("examples", "coverage"), timeout=0.1)
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                result = run(shop, UrlTarget(f"http://127.0.0.1:{server.server_address[1]}"), settings)
            finally:
                over.set()
                server.shutdown()

        assert (result.stopped, result.is_left_behind) == ("completed", False)
        late = [finding for finding in result.findings if finding.rule == "contract/no-answer"]
        assert {finding.message for finding in late} == {"the server did not answer: no complete answer in 0.3 s"}
        assert ("GET /items/{id}" in {finding.operation for finding in late}, bool(result.refused)) == (
            True,
            never == "/",
        )
        assert result.coverage.tested == ([] if never == "/" else ["GET /items", "POST /items"])
        # Each is asked once, not once in every phase.
        assert "seen" not in late[0].details

    def test_nobody_waits_for_ever_for_one_after_the_other(self, make_app: Any) -> None:
        paths = "".join(f"  /a{n}: {{get: {{responses: {{200: {{description: a}}}}}}}}\n" for n in range(9))
        document = load_text(f"openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}")
        asked: set[str] = set()
        over = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            asked.add(scope["path"])
            await over.wait()

        result = run(document, AppTarget(app), Settings(seed=1, phases=("fuzzing",), timeout=0.1))

        assert (result.stopped, result.is_left_behind) == ("hung", False)
        assert 3 <= len(asked) <= 5

    def test_an_application_sees_one_host_in_all_phases(self, make_app: Any, reply: Any) -> None:
        """Frameworks refuse hosts that they do not know."""
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: {200: {}}}}}"
        )
        hosts: set[str] = set()

        def handler(request: Any) -> Any:
            hosts.add(request.headers["host"])
            return reply(200, [])

        run(document, AppTarget(make_app(handler)), Settings(seed=1, phases=("probes", "coverage"), max_examples=1))

        assert hosts == {"localhost"}

    def test_a_wsgi_application_that_hangs(self, shop: Document, headers: dict[str, str]) -> None:
        over = threading.Event()

        def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
            if environ["PATH_INFO"].startswith("/items/"):
                over.wait(20)
            start_response("401 No", [("Content-Length", "0")])
            return [b""]

        settings = Settings(headers=headers, seed=1, phases=("examples", "coverage"), timeout=0.2)
        try:
            result = run(shop, AppTarget(app), settings)
        finally:
            over.set()

        assert (result.stopped, result.is_left_behind) == ("completed", True)
        assert ("contract/no-answer", "/paths/~1items~1{id}/get", "GET /items/{id}") in found(result)
        assert result.coverage.tested == ["GET /items", "POST /items"]

    def test_an_application_that_exits(self, shop: Document) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            raise SystemExit(3)

        result = run(shop, AppTarget(app), Settings(seed=1, phases=("examples",), timeout=0.5, include=("getItem",)))

        assert found(result) == [("contract/server-error", "/paths/~1items~1{id}/get", "GET /items/{id}")]
        assert result.findings[0].message == "the application raised RuntimeError: SystemExit: 3"

    def test_a_server_that_answers_nothing_at_all(self, shop: Document, serve: Callable[[Any], Any]) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await asyncio.sleep(1)

        settings = Settings(seed=1, phases=("examples",), timeout=0.1, include=("getItem",))
        with serve(app) as url:
            result = run(shop, UrlTarget(url), settings)

        assert result.refused is not None
        assert "answered none of them in time" in result.refused

    def test_interrupt_while_the_engine_is_made_ready(
        self, shop: Document, shop_app: Callable[..., Any], headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("specforge.contract.run.Engine", interrupt)
        settings = Settings(headers=headers, seed=1, phases=("probes", "coverage"), include=("listItems",))

        result = run(shop, AppTarget(shop_app()), settings)

        assert result.stopped == "interrupted"
        assert result.coverage.tested == ["GET /items"]

    def test_an_answer_that_is_nested_without_end(
        self, shop: Document, make_app: Any, reply: Any, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """The threads of the engine die of it, and say so where they can."""
        app = make_app(lambda request: reply(200, b"[" * 5000 + b"]" * 5000, {"content-type": "application/json"}))
        settings = Settings(seed=1, phases=("coverage",), include=("listItems",))

        assert "contract/response-body" in {rule for rule, *_ in found(run(shop, AppTarget(app), settings))}
        assert "RecursionError" not in capfd.readouterr().err

    def test_most_operations_want_credentials_and_none_are_given(self, make_app: Any, reply: Any) -> None:
        protected = "{get: {security: [{key: []}], responses: {200: {description: b}, 401: {description: no}}}}"
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
            "  /a: {get: {responses: {200: {description: a}}}}\n"
            f"  /b: {protected}\n  /c: {protected}\n"
            "components: {securitySchemes: {key: {type: http, scheme: bearer}}}\n"
        )
        app = make_app(lambda request: reply(200 if request.path == "/a" else 401))

        result = run(document, AppTarget(app), Settings(phases=QUICK))

        assert result.refused == "most operations want credentials, and none were given (say --auth key=VALUE)"

    def test_credentials_that_are_refused_where_they_matter(self, make_app: Any, reply: Any) -> None:
        """That the public operations answer does not make the run a test of the others."""
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
            "  /a: {get: {responses: {200: {description: a}}}}\n"
            "  /b: {get: {security: [{key: []}], responses: {200: {description: b}, 401: {description: no}}}}\n"
            "components: {securitySchemes: {key: {type: http, scheme: bearer}}}\n"
        )
        app = make_app(lambda request: reply(200 if request.path == "/a" else 401))

        with_token = run(document, AppTarget(app), Settings(headers={"Authorization": "Bearer x"}, phases=QUICK))
        without = run(document, AppTarget(app), Settings(phases=QUICK))

        assert with_token.refused == (
            "the credentials were refused with 401 or 403 by the only operation that wants them"
        )
        assert without.refused is None
        assert without.summary["refused"] == ["GET /b"]

    @pytest.mark.parametrize(
        ("status", "said"),
        [
            (404, "base path"),
            (401, "no credentials were given"),
            (429, "--rate-limit"),
            (308, "a redirect, which is not followed"),
            (503, "nobody but a gateway"),
        ],
    )
    def test_answers_that_mean_nothing(self, shop: Document, make_app: Any, reply: Any, status: int, said: str) -> None:
        result = run(shop, AppTarget(make_app(lambda request: reply(status))), Settings(phases=("examples",)))

        assert result.refused is not None
        assert said in result.refused

    def test_redirects_may_be_what_an_api_is_for(self, make_app: Any, reply: Any) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
            "  /a: {get: {responses: {302: {description: there}}}}\n"
        )
        app = make_app(lambda request: reply(302, headers={"Location": "/b"}))

        assert run(document, AppTarget(app), Settings(phases=("probes",))).refused is None

    def test_how_credentials_are_given(self, make_app: Any, reply: Any) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nsecurity: [{k: []}]\npaths:\n"
            "  /a: {get: {responses: {200: {description: a}, 401: {description: no}}}}\n"
            "components: {securitySchemes: {k: {type: apiKey, in: query, name: api_key}}}\n"
        )
        result = run(document, AppTarget(make_app(lambda request: reply(401))), Settings(phases=("probes",)))

        assert result.refused is not None
        assert result.refused.endswith("no credentials were given (say --auth k=VALUE)")


class TestSafety:
    """A tester that tells nobody's secrets, and speaks to nobody but the server that it was given."""

    @pytest.mark.parametrize("where", ["header", "body", "location"])
    def test_what_a_server_repeats_is_hidden(self, shop: Document, make_app: Any, reply: Any, where: str) -> None:
        token = "eyJhbGciOi.s3cr3t"

        def handler(request: Any) -> Any:
            said = request.headers.get("authorization", "")
            return {
                "header": reply(418, headers={"X-Seen": said}),
                "body": reply(418, {"you said": said}),
                "location": reply(418, headers={"X-Next": f"/items?access_token={said[7:]}&a=b"}),
            }[where]

        settings = Settings(headers={"Authorization": f"Bearer {token}"}, seed=1, phases=("examples",))

        result = run(shop, AppTarget(make_app(handler)), settings)

        shown = str([finding.details for finding in result.findings])
        assert "418" in shown
        assert "[Filtered]" in shown
        assert token not in shown

    def test_keys_in_the_query_are_hidden(self, make_app: Any, reply: Any) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nsecurity: [{key: []}]\npaths:\n"
            "  /a: {get: {responses: {200: {description: a}, 401: {description: no}}}}\n"
            "components: {securitySchemes: {key: {type: apiKey, in: query, name: who}}}\n"
        )

        app = make_app(lambda request: reply(500 if "who" in request.query else 401))

        result = run(document, AppTarget(app), Settings(seed=1, phases=QUICK))

        commands = [finding.details["curl"] for finding in result.findings]
        assert any("who=[Filtered]" in command for command in commands)
        assert not [command for command in commands if re.search(r"who=(?!\[Filtered\])[^'&]", command)]

    def test_the_environment_adds_nothing(
        self,
        shop: Document,
        make_app: Any,
        reply: Any,
        serve: Callable[[Any], Any],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Neither a password that is ready for this host, nor a proxy that all requests would go to."""
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password s3cret\n")
        (tmp_path / "netrc").chmod(0o600)
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        seen: list[str] = []
        first: list[str] = []

        def handler(request: Any) -> Any:
            seen.append(request.headers.get("authorization", ""))
            first.extend(name for name in request.headers if name == "x-schemathesis-probe")
            return reply(200, [])

        with serve(make_app(handler)) as url:
            run(shop, UrlTarget(url), Settings(seed=1, phases=QUICK, include=("listItems",)))

        # What Schemathesis asks before the first phase has come here, too.
        assert first
        assert not any(value.startswith("Basic ") for value in seen)

    def test_a_redirect_elsewhere_is_not_followed(
        self, shop: Document, make_app: Any, reply: Any, serve: Callable[[Any], Any], headers: dict[str, str]
    ) -> None:
        strangers: list[Any] = []

        def stranger(request: Any) -> Any:
            strangers.append(request)
            return reply(200, [])

        with serve(make_app(stranger)) as elsewhere:
            elsewhere = elsewhere.replace("127.0.0.1", "localhost")
            away = make_app(lambda request: reply(307, headers={"Location": f"{elsewhere}{request.path}"}))
            with serve(away) as url:
                result = run(shop, UrlTarget(url), Settings(headers=headers, seed=1, phases=QUICK))

        assert strangers == []
        assert "contract/status-code" in {finding.rule for finding in result.findings}


class TestProgress:
    """The caller hears of every operation as it is begun and ended."""

    def test_counts_operations(self, shop: Document, shop_app: Callable[..., Any], quick: Settings) -> None:
        heard: list[Progress] = []

        run(shop, AppTarget(shop_app()), quick, heard.append)

        coverage = [progress for progress in heard if progress.phase == "coverage"]
        assert {progress.label for progress in coverage} == {"GET /items", "POST /items", "GET /items/{id}"}
        assert (coverage[-1].done, coverage[-1].total) == (3, 3)

    def test_the_same_seed_sends_the_same_requests(
        self, shop: Document, make_app: Any, shop_app: Callable[..., Any], headers: dict[str, str]
    ) -> None:
        settings = Settings(headers=headers, seed=7, phases=("fuzzing",), max_examples=15, include=("GET",))

        results = [run(shop, AppTarget(shop_app()), settings).summary["requests"] for _ in range(2)]

        assert results[0] == results[1] > 10


class TestSelection:
    """Only what is selected is tested, and nothing selected is an error."""

    def test_include(self, shop: Document, shop_app: Callable[..., Any], headers: dict[str, str]) -> None:
        settings = Settings(headers=headers, seed=1, phases=QUICK, include=("createItem",))

        result = run(shop, AppTarget(shop_app("schema", "status")), settings)

        assert found(result) == [BROKEN["status"]]

    def test_nothing_left(self, shop: Document, shop_app: Callable[..., Any]) -> None:
        with pytest.raises(UsageError, match="nothing to test"):
            run(shop, AppTarget(shop_app()), Settings(include=("items",), exclude=("GET", "POST")))


class TestUntestable:
    """What cannot be tested is said, at its place, and is never taken for a success."""

    def test_an_unresolvable_reference(self, make_app: Any, reply: Any, quick: Settings) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /n:\n    get:\n"
            "      parameters: [{$ref: '#/components/parameters/Nope'}]\n      responses: {200: {description: n}}\n"
        )

        result = run(document, AppTarget(make_app(lambda request: reply(200))), quick)

        assert result.refused == "not a single request could be made"
        (finding,) = result.findings
        assert (finding.rule, finding.operation) == ("contract/not-tested", "GET /n")
        assert "#/components/parameters/Nope" in finding.message

    def test_a_path_without_its_slash(self, make_app: Any, reply: Any, quick: Settings) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  n: {get: {responses: {200: {description: n}}}}\n"
        )

        result = run(document, AppTarget(make_app(lambda request: reply(200))), quick)

        assert result.refused == "not a single request could be made"
        assert [finding.message for finding in result.findings] == ["not tested: its path does not start with a slash"]

    def test_a_chain_of_references_too_long(self, make_app: Any, reply: Any, quick: Settings) -> None:
        links = "".join(
            f"    S{n}: {{properties: {{next: {{$ref: '#/components/schemas/S{n + 1}'}}}}}}\n" for n in range(1000)
        )
        document = load_text(
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /n:\n    get:\n      responses:\n        200:\n"
            "          description: n\n"
            "          content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}\n"
            f"components:\n  schemas:\n{links}    S1000: {{}}\n"
        )

        result = run(document, AppTarget(make_app(lambda request: reply(200, {}))), quick)

        assert result.stopped == "failed"
        assert [finding.rule for finding in result.findings] == ["contract/not-tested"]

    def test_a_document_too_deep(self, make_app: Any, reply: Any, quick: Settings) -> None:
        deep = '{"not":' * 800 + "{}" + "}" * 800
        document = load_text(
            '{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/n": {"get": {"responses": {}}}},'
            f'"components": {{"schemas": {{"Deep": {deep}}}}}}}'
        )

        with pytest.raises(InputError):
            run(document, AppTarget(make_app(lambda request: reply(200))), quick)


class TestPublicNames:
    """``specforge.contract`` has everything that a Python caller needs, and imports it when it is used."""

    def test_a_run_from_python(self, shop: Document, shop_app: Callable[..., Any], headers: dict[str, str]) -> None:
        settings = contract.Settings(headers=headers, seed=1, phases=("examples",))

        result = contract.run(shop, contract.AppTarget(shop_app("status")), settings)

        assert found(result) == [BROKEN["status"]]

    def test_an_unknown_name(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            _ = contract.nothing
