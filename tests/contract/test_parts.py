"""The small parts: settings, selection, redaction, display, counting and grouping."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping

import pytest

from specforge.contract.collect import Collector
from specforge.contract.conformance.accepted import accepted
from specforge.contract.conformance.faults import Fault
from specforge.contract.coverage.count import Coverage
from specforge.contract.events import Case, Failure, Kind
from specforge.contract.mocked import is_beyond_a_mock
from specforge.contract.problem import Problem, path_text
from specforge.contract.selection.select import select
from specforge.contract.settings import Settings, parse_header, parse_phases
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.fingerprint import fingerprint
from specforge.findings.model import Severity
from specforge.findings.redact import NO_CREDENTIAL, Redactor
from specforge.findings.show import as_curl, as_text
from specforge.values.check import SchemaChecker


class TestSettings:
    """What a user types is checked before anything is sent."""

    def test_header(self) -> None:
        assert parse_header("X-Id:  a: b ") == ("X-Id", "a: b")

    @pytest.mark.parametrize("text", ["X-Id", ": x", "a b: c", "X: a\nb", "X: é"])
    def test_no_header(self, text: str) -> None:
        with pytest.raises(UsageError):
            parse_header(text)

    def test_phases_run_in_their_order(self) -> None:
        assert parse_phases("stateful, examples") == ("examples", "stateful")

    @pytest.mark.parametrize("text", ["", "fuzz", "examples,fuzz"])
    def test_no_phase(self, text: str) -> None:
        with pytest.raises(UsageError):
            parse_phases(text)


class TestSelection:
    """Operations are named by id, label, path, method or tag."""

    @pytest.mark.parametrize(
        ("include", "exclude", "expected"),
        [
            ((), (), ["listItems", "createItem", "getItem"]),
            (("listItems", "GET /items/{id}"), (), ["listItems", "getItem"]),
            (("/items",), (), ["listItems", "createItem"]),
            (("/items/*",), (), ["getItem"]),
            (("items",), ("write",), ["listItems"]),
            ((), ("GET",), ["createItem"]),
        ],
    )
    def test_names(
        self, shop: Document, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
    ) -> None:
        chosen = select(shop, Settings(include=include, exclude=exclude))

        assert [operation.operation_id for operation in chosen] == expected

    def test_a_name_that_nothing_has(self, shop: Document) -> None:
        with pytest.raises(UsageError) as caught:
            select(shop, Settings(exclude=("listItem",)))

        assert caught.value.help == "did you mean 'listItems'?"


class TestRedaction:
    """Credentials never reach a report, unless somebody asks for them."""

    @pytest.mark.parametrize("name", ["Authorization", "cookie", "X-API-Key", "X-Auth-Token", "session-id", "X-Odd"])
    def test_headers(self, name: str) -> None:
        assert Redactor(frozenset({"x-odd"})).headers({name: "s3cret"}) == {name: "[Filtered]"}

    @pytest.mark.parametrize(
        "name", ["Accept", "X-Request-Id", "X-Author", "WWW-Authenticate", "Access-Control-Allow-Credentials"]
    )
    def test_other_headers(self, name: str) -> None:
        assert Redactor().headers({name: "x"}) == {name: "x"}

    def test_what_nobody_was_given_is_no_secret(self) -> None:
        made_up = {"Authorization": f"Bearer {NO_CREDENTIAL}", "X-API-Key": NO_CREDENTIAL}

        assert Redactor().headers(made_up) == made_up
        assert Redactor().url(f"http://x/?token={NO_CREDENTIAL}") == f"http://x/?token={NO_CREDENTIAL}"
        assert Redactor().header("Cookie", f"session=s3cret; token={NO_CREDENTIAL}") == "[Filtered]"

    def test_url(self) -> None:
        shown = Redactor().url("https://me:pw@x/a?page=1&access_token=abc&api%5Fkey=1&q=token")

        assert shown == "https://[Filtered]@x/a?page=1&access_token=[Filtered]&api%5Fkey=[Filtered]&q=token"

    def test_cookies_that_are_parameters(self) -> None:
        redactor = Redactor().showing({"locale", "session"})

        assert redactor.headers({"Cookie": "locale=en; session=1; other=2"}) == {
            "Cookie": "locale=en; session=[Filtered]; other=[Filtered]"
        }
        assert Redactor().headers({"Cookie": "locale=en"}) == {"Cookie": "[Filtered]"}

    def test_api_keys_of_the_document(self) -> None:
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  securitySchemes:\n"
            "    k: {type: apiKey, in: query, name: Pass}\n"
        )

        assert Redactor.of(document).url("http://x/?pass=1") == "http://x/?pass=[Filtered]"
        assert Redactor.of(document, show_secrets=True).url("http://x/?pass=1") == "http://x/?pass=1"


class TestDisplay:
    """A request is shown as a command that a shell can run."""

    def sent(self, headers: Mapping[str, str], body: bytes | None) -> list[str]:
        """What the shell makes of the command: the arguments of curl, and after them its input."""
        command = as_curl(SentRequest("POST", "http://x/a?b=it's", headers, body), Redactor())
        script = 'curl() { printf "%s\\0" "$@"; case "$*" in *@-*) cat;; esac; }; ' + command
        return (
            subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout.decode("latin-1").split("\0")
        )

    def test_text(self) -> None:
        headers = {"Content-Type": "application/json", "X-Empty": "", "User-Agent": "x", "Accept": "*/*"}

        arguments = self.sent(headers, b'{"a": "it\'s"}')

        assert arguments == [
            *["-X", "POST", "-H", "Content-Type: application/json", "-H", "X-Empty;"],
            *["--data-raw", '{"a": "it\'s"}', "http://x/a?b=it's", ""],
        ]

    def test_bytes(self) -> None:
        body = b"--x" + bytes(range(256)) + b"%s\\n'"

        arguments = self.sent({"Content-Type": "application/octet-stream"}, body)

        assert arguments[4:7] == ["--data-binary", "@-", "http://x/a?b=it's"]
        assert "\0".join(arguments[7:]).encode("latin-1") == body

    def test_curl_takes_what_is_hidden_in_a_url_for_no_pattern(self) -> None:
        redactor = Redactor(names=frozenset({"key"}))

        assert as_curl(SentRequest("GET", "http://x/a?key=s3cret", {}), redactor) == (
            "curl -g -X GET 'http://x/a?key=[Filtered]'"
        )

    def test_curl_keeps_the_dots_of_a_path_behind_hidden_credentials(self) -> None:
        request = SentRequest("GET", "http://me:s3cret@x/a/../b?c=/../", {})

        assert as_curl(request, Redactor()) == "curl -g --path-as-is -X GET 'http://[Filtered]@x/a/../b?c=/../'"
        assert "--path-as-is" not in as_curl(SentRequest("GET", "http://x/a?b=/../", {}), Redactor())

    def test_a_body_without_a_type_gets_none_from_curl(self) -> None:
        assert "Content-Type:" in shlex.split(as_curl(SentRequest("POST", "http://x", {}, b"a"), Redactor()))

    def test_answer(self) -> None:
        answer = Answer(404, {"set-cookie": ("a=b",), "x": ("1", "2")}, b"caf\xc3\xa9 \x1b[31m")

        lines = as_text(answer, Redactor()).splitlines()

        assert lines == ["404 Not Found", "set-cookie: [Filtered]", "x: 1, 2", "", "café \\x1b[31m"]

    def test_long_and_binary_bodies(self) -> None:
        assert as_text(Answer(299, body=b"a" * 5000), Redactor()).endswith("aaa… (5000 bytes)")
        assert as_text(Answer(200, body=b"\x00\x01"), Redactor()) == "200 OK\n\n(2 bytes)"
        assert as_text(None, Redactor()) == "no answer"

    def test_paths_in_values(self) -> None:
        assert path_text(("items", 0, "email")) == "items[0].email"
        assert path_text((0, "a")) == "[0].a"


class TestCounting:
    """Operations count as tested by requests that are for them."""

    def test_coverage(self, shop: Document) -> None:
        coverage = Coverage(shop.operations, SchemaChecker(shop))
        request = SentRequest("GET", "http://x/items")
        for status in (200, 200, 422):
            coverage.count(Case("GET /items", Exchange(request, Answer(status)), "coverage"))
        coverage.count(Case("POST /items", Exchange(request, Answer(405)), "coverage", probe=True))

        summary = coverage.summary()
        assert (summary["operations"], summary["operations_tested"], summary["requests"]) == (3, 1, 4)
        assert summary["not_reached"] == ["POST /items", "GET /items/{id}"]
        assert summary["responses_not_seen"] == {"GET /items": ["401"]}
        assert dict(coverage.statuses) == {200: 2, 422: 1}


class TestGrouping:
    """What has one cause is told once, by its smallest request."""

    def test_smallest_request_and_count(self, shop: Document) -> None:
        collector = Collector(Redactor())
        for url in ("http://x/items?limit=1000", "http://x/items", "http://x/items?limit=10"):
            problem = Problem("status-code", f"at {url}", shop.place)
            collector.add(problem, "GET /items", Exchange(SentRequest("GET", url), Answer(418)))
        collector.add(Problem("status-code", "elsewhere", shop.operations[1].place), "POST /items")

        first, second = sorted(collector.findings(), key=lambda finding: finding.operation or "")
        assert (first.message, first.details["curl"]) == ("at http://x/items", "curl -X GET http://x/items")
        assert first.details["seen"] == "3 times"
        assert "seen" not in second.details

    def test_a_fault_of_a_shared_part_is_one_finding(self, shop: Document) -> None:
        collector = Collector(Redactor())
        labels = [f"GET /{number}" for number in range(20)]
        for label in reversed(labels):
            collector.add(Problem("response-schema", "m", shop.place, cause="title"), label)
        collector.add(Problem("response-schema", "m", shop.place, cause="status"), "GET /1")

        first, second = sorted(collector.findings(), key=lambda finding: -len(finding.operations))
        assert (first.operations, first.operation) == (tuple(sorted(labels)), "GET /19")
        assert first.details["operations"].splitlines()[-1] == "and 8 more"
        assert (second.operation, second.operations) == ("GET /1", ())

    def test_a_general_fault_is_one_finding_with_its_places(self, shop: Document) -> None:
        collector = Collector(Redactor())
        for operation in reversed(shop.operations):
            problem = Problem("content-type", operation.label, operation.place, cause="text/html", is_general=True)
            collector.add(problem, operation.label)

        (finding,) = collector.findings()
        assert (finding.operation, finding.place) == ("GET /items", shop.operations[0].place)
        assert [related.message for related in finding.related] == [
            "the same here: POST /items",
            "the same here: GET /items/{id}",
        ]

    @pytest.mark.parametrize(("severity", "expected"), [(Severity.ERROR, 1), (Severity.WARNING, 2)])
    def test_what_was_accepted_comes_back_in_answers(self, severity: Severity, expected: int, shop: Document) -> None:
        collector = Collector(Redactor())
        place = shop.operations[0].place
        collector.add(Problem("response-schema", "too long", place), "GET /items")
        collector.add(Problem("negative-data-accepted", "too long", place, severity), "POST /items")

        found = collector.findings()

        assert len(found) == expected
        assert (found[0].details.get("comes back in") == "GET /items") is (expected == 1)

    def test_unknown_members_are_accepted_everywhere_or_nowhere(self) -> None:
        document = load_text(
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
            "    A: {additionalProperties: false}\n    B: {additionalProperties: false}\n"
        )
        exchange = Exchange(SentRequest("POST", "http://x/"), Answer(201))
        places = [document.place.child("components", "schemas", name, "additionalProperties") for name in "AB"]
        collector = Collector(Redactor())
        for place in places:
            fault = Fault("body", "", "unexpected property 'x'", place)
            collector.add(accepted(fault, exchange, document.version), "POST /", exchange)
        # The answer shows what was accepted.
        collector.add(Problem("response-schema", "unexpected property 'x'", places[1]), "GET /", exchange)

        (finding,) = collector.findings()

        assert [finding.place, *(related.place for related in finding.related)] == places

    def test_what_is_missing_is_said_once(self, shop: Document) -> None:
        fault = Fault("query", "date", "the required query parameter date is missing", shop.place)
        exchange = Exchange(SentRequest("GET", "http://x/"), Answer(200))

        assert accepted(fault, exchange, shop.version).message == (
            "a request is accepted with 200 OK although the required query parameter date is missing"
        )

    @pytest.mark.parametrize("turn", [1, -1])
    def test_the_traceback_stays_with_the_request(self, turn: int, shop: Document) -> None:
        problem = Problem("server-error", "m", shop.place)
        exchange = Exchange(SentRequest("GET", "http://x/items"), None)
        collector = Collector(Redactor())
        for shown, extra in [(exchange, {}), (None, {"traceback": "boom"})][::turn]:
            collector.add(problem, "GET /items", shown, extra=dict(extra))

        (finding,) = collector.findings()

        assert finding.details["curl"] == "curl -X GET http://x/items"
        assert finding.details["traceback"] == "boom"

    def test_it_is_known_whichever_operation_shows_it(self, shop: Document) -> None:
        prints = set()
        for label in ("GET /items", "POST /items"):
            collector = Collector(Redactor())
            collector.add(
                Problem("response-schema", "m", shop.place), label, Exchange(SentRequest("GET", "http://x"), None)
            )
            prints.add(fingerprint(collector.findings()[0]))

        assert len(prints) == 1

    def test_the_worst_severity_wins(self, shop: Document) -> None:
        collector = Collector(Redactor())
        for severity in (Severity.WARNING, Severity.ERROR, Severity.INFO):
            collector.add(Problem("x", severity.value, shop.place, severity))

        (finding,) = collector.findings()
        assert (finding.severity, finding.message) == (Severity.ERROR, "error")

    def test_earlier_steps_come_first(self, shop: Document) -> None:
        first, last = (Exchange(SentRequest(method, "http://x/1"), Answer(200)) for method in ("DELETE", "GET"))
        collector = Collector(Redactor())
        collector.add(Problem("use-after-free", "m", shop.place), "GET /1", last, (first, last))

        assert collector.findings()[0].details["curl"].splitlines() == [
            "curl -X DELETE http://x/1",
            "curl -X GET http://x/1",
        ]


@pytest.mark.parametrize(
    ("kind", "facts", "headers", "expected"),
    [
        (Kind.AUTH_IGNORED, {"scenario": "invalid_auth"}, {"mocked-by": "m"}, True),
        (Kind.AUTH_IGNORED, {"scenario": "no_auth"}, {"mocked-by": "m"}, False),
        (Kind.AUTH_IGNORED, {"scenario": "invalid_auth"}, {}, False),
        (Kind.USE_AFTER_FREE, {}, {"mocked-by": "m"}, True),
        (Kind.USE_AFTER_FREE, {}, {"mocked-by": "m (stateful)"}, False),
        (Kind.USE_AFTER_FREE, {}, {"mocked-by": "m (stateful)", "specforge-state": "not used: why"}, True),
        (Kind.RESOURCE_UNAVAILABLE, {}, {}, False),
        (Kind.SERVER_ERROR, {}, {"mocked-by": "m"}, False),
    ],
)
def test_what_is_beyond_a_mock(kind: Kind, facts: dict[str, str], headers: dict[str, str], expected: bool) -> None:
    answer = Answer(200, {name: (value,) for name, value in headers.items()})
    case = Case("GET /", Exchange(SentRequest("GET", "http://localhost/"), answer), "fuzzing")

    assert is_beyond_a_mock(Failure(kind, case, "", facts)) is expected


@pytest.mark.parametrize(
    ("content_type", "mark", "expected"),
    [("application/xml", "m", True), ("application/json", "m", False), ("application/xml", None, False)],
)
def test_a_mock_does_not_read_xml(content_type: str, mark: str | None, expected: bool) -> None:
    request = SentRequest("POST", "http://x/", {"Content-Type": content_type}, b"<a/>")
    exchange = Exchange(request, Answer(201, {"mocked-by": (mark,)} if mark else {}))
    failure = Failure(Kind.NEGATIVE_DATA_ACCEPTED, Case("POST /", exchange, "coverage", negative=True), "")

    assert is_beyond_a_mock(failure) is expected
