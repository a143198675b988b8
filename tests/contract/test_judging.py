"""Answers and requests against the document: what is wrong, and at which keyword."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.traffic.judge import Judge
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Severity
from specforge.values.check import SchemaChecker

ITEM = {"id": 1, "name": "pen"}
JSON = {"content-type": ("application/json",)}


def answer(status: int = 200, body: Any = None, **headers: str) -> Answer:
    content = b"" if body is None else json.dumps(body).encode()
    given = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return Answer(status, {**(JSON if content else {}), **given}, content)


def exchange(reply: Answer | None, method: str = "GET", url: str = "http://x/items", **request: Any) -> Exchange:
    return Exchange(SentRequest(method, url, **request), reply)


class TestConformance:
    """Each part of an answer is judged by the part of the document that describes it."""

    def problems(self, document: Document, label: str, judged: Exchange) -> list[tuple[str, str]]:
        found = Conformance(SchemaChecker(document)).problems(document.operation(label), judged)
        return [(problem.rule, problem.place.pointer) for problem in found]

    def test_a_conforming_answer(self, shop: Document) -> None:
        assert self.problems(shop, "listItems", exchange(answer(200, [ITEM]))) == []

    def test_undocumented_status(self, shop: Document) -> None:
        found = self.problems(shop, "listItems", exchange(answer(418)))

        assert found == [("status-code", "/paths/~1items/get/responses")]

    def test_where_no_response_is_described_none_is_promised(self) -> None:
        document = load_text("openapi: 3.1.0\npaths: {/t: {get: {}}}")

        assert self.problems(document, "GET /t", exchange(answer(418))) == []

    def test_content_type(self, shop: Document) -> None:
        found = self.problems(shop, "listItems", exchange(answer(200, [], content_type="text/plain")))

        assert found == [("content-type", "/paths/~1items/get/responses/200/content")]

    def test_missing_content_type(self, shop: Document) -> None:
        judged = exchange(Answer(200, {}, b"[]"))

        assert self.problems(shop, "listItems", judged)[0][0] == "content-type"

    def test_broken_body(self, shop: Document) -> None:
        found = self.problems(shop, "listItems", exchange(Answer(200, JSON, b"[1,")))

        assert found == [("response-body", "/paths/~1items/get/responses/200/content/application~1json")]

    def test_schema(self, shop: Document) -> None:
        found = self.problems(shop, "listItems", exchange(answer(200, [ITEM, {"id": "1"}])))

        assert sorted(found) == [
            ("response-schema", "/components/schemas/Item/properties/id/type"),
            ("response-schema", "/components/schemas/Item/required"),
        ]

    @pytest.mark.parametrize(
        ("location", "expected"),
        [({}, ("missing-header", "required")), ({"location": "/x"}, ("response-header", "schema/pattern"))],
    )
    def test_header(self, shop: Document, location: dict[str, str], expected: tuple[str, str]) -> None:
        ((rule, pointer),) = self.problems(shop, "createItem", exchange(answer(201, ITEM, **location), "POST"))

        assert (rule, pointer.partition("/Location/")[2]) == expected

    def test_an_answer_to_head_has_no_body(self, shop: Document) -> None:
        assert self.problems(shop, "listItems", exchange(Answer(200), "HEAD")) == []

    def test_a_truncated_body_is_not_judged(self, shop: Document) -> None:
        assert self.problems(shop, "listItems", exchange(Answer(200, JSON, b"[1,", truncated=True))) == []

    def test_no_answer(self, shop: Document) -> None:
        assert self.problems(shop, "listItems", exchange(None)) == []


class TestRequests:
    """A request is judged as it went over the wire."""

    def faults(self, document: Document, label: str, request: SentRequest) -> list[tuple[str, str]]:
        verdict = RequestJudge(SchemaChecker(document)).judge(document.operation(label), request)
        return [(fault.location, fault.place.pointer.rpartition("/")[2]) for fault in verdict.faults]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", []),
            ("?limit=50", []),
            ("?limit=51", [("query", "maximum")]),
            ("?limit=%35%31", [("query", "maximum")]),
            ("?limit=many", [("query", "type")]),
            ("?limit=", [("query", "type")]),
        ],
    )
    def test_query(self, shop: Document, query: str, expected: list[tuple[str, str]]) -> None:
        assert self.faults(shop, "listItems", SentRequest("GET", f"http://x/items{query}")) == expected

    def test_headers_that_only_openapi_describes_elsewhere(self) -> None:
        parameter = "{name: Content-Type, in: header, type: string, schema: {type: string, enum: [a/b]}, enum: [a/b]}"
        request = SentRequest("GET", "http://x/t", {"Content-Type": "c/d"})
        for version, faults in (("swagger: '2.0'", 1), ("openapi: 3.0.3", 0)):
            document = load_text(f"{version}\npaths: {{/t: {{get: {{parameters: [{parameter}]}}}}}}")

            verdict = RequestJudge(SchemaChecker(document)).judge(document.operation("GET /t"), request)

            assert len(verdict.faults) == faults

    def test_repeated_values_are_left_open(self, shop: Document) -> None:
        request = SentRequest("GET", "http://x/items?limit=1&limit=99")

        verdict = RequestJudge(SchemaChecker(shop)).judge(shop.operation("listItems"), request)

        assert (verdict.faults, verdict.certain) == ([], False)

    @pytest.mark.parametrize(("ids", "faults", "certain"), [("1%2C2", 0, False), ("1,2", 0, True), ("1%2Cx", 1, True)])
    def test_escaped_commas_are_left_open(self, ids: str, faults: int, certain: bool) -> None:
        """They may be meant as text, or the client escapes everything."""
        schema = "{type: array, items: {type: integer}}"
        parameter = f"{{name: ids, in: query, explode: false, schema: {schema}}}"
        document = load_text(f"openapi: 3.0.3\npaths: {{/t: {{get: {{parameters: [{parameter}]}}}}}}")
        request = SentRequest("GET", f"http://x/t?ids={ids}")

        verdict = RequestJudge(SchemaChecker(document)).judge(document.operation("GET /t"), request)

        assert (len(verdict.faults), verdict.certain) == (faults, certain)

    @pytest.mark.parametrize(("path", "expected"), [("/items/1", []), ("/v1/items/0", [("path", "minimum")])])
    def test_path(self, shop: Document, path: str, expected: list[tuple[str, str]]) -> None:
        assert self.faults(shop, "getItem", SentRequest("GET", f"http://x{path}")) == expected

    @pytest.mark.parametrize(
        ("content_type", "body", "expected"),
        [
            ("application/json", b'{"name": "pen"}', []),
            ("application/json", b'{"name": 1, "size": 2}', ["additionalProperties", "type"]),
            ("application/json", b"{", ["application~1json"]),
            ("application/json", b"", ["required"]),
            ("text/plain", b"pen", ["content"]),
        ],
    )
    def test_body(self, shop: Document, content_type: str, body: bytes, expected: list[str]) -> None:
        request = SentRequest("POST", "http://x/items", {"Content-Type": content_type}, body)

        assert sorted(name for _, name in self.faults(shop, "createItem", request)) == expected

    def test_header_and_cookie(self) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /:\n    get:\n      parameters:\n"
            "        - {name: X-Id, in: header, required: true, schema: {type: integer}}\n"
            "        - {name: lang, in: cookie, required: true, schema: {enum: [en]}}\n"
            "      responses: {}\n"
        )
        good = SentRequest("GET", "http://x/", {"x-id": "1", "Cookie": "a=b; lang=en"})
        bad = SentRequest("GET", "http://x/", {"x-id": "one", "Cookie": "a=b"})

        assert self.faults(document, "GET /", good) == []
        assert self.faults(document, "GET /", bad) == [("header", "type"), ("cookie", "required")]


class TestJudge:
    """Recorded traffic: routed by the document, judged by it, findings at its lines."""

    def found(self, document: Document, *exchanges: Exchange) -> list[tuple[str, str | None]]:
        return [(finding.rule, finding.operation) for finding in Judge(document).judge(exchanges)]

    def test_good_traffic(self, shop: Document) -> None:
        assert (
            self.found(shop, exchange(answer(200, [ITEM])), exchange(answer(422), url="http://x/items?limit=99")) == []
        )

    def test_bad_answer(self, shop: Document) -> None:
        assert self.found(shop, exchange(answer(200, [{"id": 1}]))) == [("contract/response-schema", "GET /items")]

    def test_accepted_though_invalid(self, shop: Document) -> None:
        judged = exchange(answer(200, []), url="http://x/items?limit=99")

        assert self.found(shop, judged) == [("contract/negative-data-accepted", "GET /items")]

    def test_a_method_that_is_served_and_not_documented(self, shop: Document) -> None:
        (finding,) = Judge(shop).judge([exchange(answer(200, []), "PUT")])

        assert (finding.rule, finding.severity) == ("contract/undocumented-operation", Severity.WARNING)
        assert finding.place.pointer == "/paths/~1items"

    @pytest.mark.parametrize(
        ("method", "url", "status"),
        [("GET", "http://x/nothing", 200), ("PUT", "http://x/items", 405), ("OPTIONS", "http://x/items", 200)],
    )
    def test_what_the_document_does_not_describe_is_nobodys_fault(
        self, shop: Document, method: str, url: str, status: int
    ) -> None:
        assert self.found(shop, exchange(answer(status, []), method, url)) == []

    @pytest.mark.parametrize(
        ("status", "expected"),
        [(304, []), (503, ["contract/server-error"]), (418, ["contract/status-code"]), (401, [])],
    )
    def test_statuses(self, shop: Document, status: int, expected: list[str]) -> None:
        found = Judge(shop).judge([exchange(answer(status))])

        assert [finding.rule for finding in found] == expected

    def test_paths_belong_to_methods(self) -> None:
        document = load_text(
            "openapi: 3.0.3\npaths:\n  /n/mine: {get: {}}\n"
            "  /n/{id}: {delete: {responses: {'204': {description: gone}}}}\n"
        )

        assert self.found(document, exchange(answer(200), "DELETE", "http://x/n/mine")) == [
            ("contract/status-code", "DELETE /n/{id}")
        ]

    def test_what_a_recorder_has_hidden_is_not_judged(self, shop: Document) -> None:
        judge = Judge(shop)

        assert judge.judge([exchange(answer(200, [{"id": "[Filtered]", "name": "pen"}]))]) == []
        assert judge.judge([exchange(answer(200, []), url="http://x/items?limit=[Filtered]")]) == []

    @pytest.mark.parametrize(("headers", "found"), [({}, 0), ({"cookie": "a=b"}, 1), ({"cookie": "sid=1"}, 0)])
    def test_cookies_that_were_left_out_are_not_missed(self, headers: dict[str, str], found: int) -> None:
        parameter = "{name: sid, in: cookie, required: true, schema: {type: string}}"
        document = load_text(f"openapi: 3.0.3\npaths: {{/n: {{get: {{parameters: [{parameter}]}}}}}}")

        assert len(Judge(document).judge([exchange(answer(200), url="http://x/n", headers=headers)])) == found

    def test_a_body_that_was_not_recorded_is_not_missed(self, shop: Document) -> None:
        recorded = Exchange(
            SentRequest("POST", "http://x/items", truncated=True), answer(201, ITEM, location="/items/1")
        )

        assert Judge(shop).judge([recorded]) == []

    def test_base_path(self) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: https://api.example.com/v1}]\npaths:\n"
            "  /n:\n    get:\n      responses: {200: {description: n}}\n"
        )

        assert self.found(document, exchange(answer(200), url="http://localhost:8000/v1/n")) == []


class TestEchoes:
    """A broken part does not make the properties that it describes unexpected."""

    @pytest.mark.parametrize(
        ("body", "expected"),
        [({"a": 1}, []), ({"a": "x"}, ["type"]), ({"b": 1}, ["unevaluatedProperties"])],
    )
    def test_unevaluated(self, body: Any, expected: list[str]) -> None:
        document = load_text(
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /n:\n    get:\n      responses:\n        200:\n"
            "          description: n\n          content:\n            application/json:\n              schema:\n"
            "                allOf: [{properties: {a: {type: integer}}}]\n"
            "                unevaluatedProperties: false\n"
        )

        found = Conformance(SchemaChecker(document)).problems(document.operation("GET /n"), exchange(answer(200, body)))

        assert [problem.place.pointer.rpartition("/")[2] for problem in found] == expected
