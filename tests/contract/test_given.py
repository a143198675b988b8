"""Credentials by the names of security schemes: every place that they may have in a request."""

from __future__ import annotations

import ast
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from specforge.contract.given import given, parse_given, redactor_of, split_identities, with_query, without_query
from specforge.contract.proofs.write import write_tests
from specforge.contract.regressions.keep import User, keep
from specforge.contract.run import Result, run
from specforge.contract.settings import Identity, Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load, load_text
from specforge.document.model import Document
from specforge.errors import UsageError

SECRET = "s3cr3t-of-ann&co"
DOCUMENT = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
security: [{key: []}]
paths:
  /notes:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1}}]
      responses:
        "200": {description: notes, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        "401": {description: who}
        "422": {description: what}
  /open:
    get:
      security: []
      responses: {"200": {description: ok}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: k}
    head: {type: apiKey, in: header, name: X-Key}
    sid: {type: apiKey, in: cookie, name: sid}
    other: {type: apiKey, in: cookie, name: other}
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: bearer}
    flow: {type: oauth2, flows: {}}
    oidc: {type: openIdConnect, openIdConnectUrl: "https://id.example/x"}
    digest: {type: http, scheme: digest}
    tls: {type: mutualTLS}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT)


class Notes:
    """``takes`` says which keys are good."""

    def __init__(self, reply: Any, takes: Any = lambda key: key == SECRET, body: Any = ("a",)) -> None:
        self.reply, self.takes, self.body = reply, takes, body
        self.asked: list[tuple[str, str | None]] = []

    def __call__(self, request: Any) -> Any:
        query = {name: values[0] for name, values in request.query.items()}
        self.asked.append((request.path, query.get("k")))
        if request.method != "GET":
            return self.reply(405, headers={"Allow": "GET"})
        if request.path == "/open":
            return self.reply(200)
        if not self.takes(query.get("k")):
            return self.reply(401, headers={"WWW-Authenticate": "Key"})
        limit = query.get("limit", "1")
        is_good = limit.isascii() and limit.isdigit() and int(limit) > 0
        return self.reply(200, list(self.body)) if is_good else self.reply(422)


@pytest.fixture
def tested(document: Document, make_app: Any) -> Any:
    def tested(notes: Notes, **settings: Any) -> Result:
        given = {"keys": {"key": SECRET}, "phases": ("probes", "examples", "coverage"), **settings}
        return run(document, AppTarget(make_app(notes)), Settings(**given))

    return tested


class TestKeyOfTheQuery:
    def test_is_sent_by_everybody_and_only_where_it_is_asked_for(self, tested: Any, reply: Any) -> None:
        notes = Notes(reply)
        result = tested(notes)

        assert result.findings == []
        assert result.refused is None
        assert ("/notes", SECRET) in notes.asked
        assert ("/notes", None) in notes.asked
        assert {key for path, key in notes.asked if path == "/open"} == {None}

    @pytest.mark.parametrize("phases", [("probes",), ("coverage",)])
    def test_that_nobody_looks_at(self, tested: Any, reply: Any, phases: Any) -> None:
        result = tested(Notes(reply, takes=lambda key: True), phases=phases)

        assert {one.rule for one in result.findings} == {"contract/auth-ignored"}

    def test_that_is_compared_in_part(self, tested: Any, reply: Any) -> None:
        result = tested(Notes(reply, takes=lambda key: bool(key) and SECRET.startswith(key)), phases=("probes",))

        assert [one.message for one in result.findings] == [
            "200 OK in answer to a request with the beginning of the key"
        ]

    def test_is_told_to_nobody(self, tested: Any, reply: Any) -> None:
        result = tested(Notes(reply, body=[1, SECRET]))

        assert result.findings
        told = str([(one.message, one.details) for one in result.findings])
        assert "s3cr3t" not in told
        assert "$CONTRACT_KEY" in told

    def test_of_another_user(self, make_app: Any, reply: Any, tmp_path: Path) -> None:
        (tmp_path / "notes.yaml").write_text(DOCUMENT)
        document = load(tmp_path / "notes.yaml")
        notes = Notes(reply, body=[1])
        bob = Identity("bob", {}, {"key": "bobs-own-key"})
        settings = Settings(keys={"key": SECRET}, identities=(bob,), phases=("probes",))
        target = AppTarget(make_app(notes), "notes:app")
        result = run(document, target, settings)
        (path,) = write_tests(result.evidence, document, target, settings, tmp_path).written
        text = path.read_text()

        ast.parse(text)
        assert "s3cr3t" not in text
        assert "bobs-own" not in text
        assert 'os.environ["CONTRACT_KEY"]' in text

    def test_is_no_part_of_a_regression(self, document: Document, make_app: Any, reply: Any, tmp_path: Path) -> None:
        settings = Settings(keys={"key": SECRET}, phases=("coverage",), regressions=tmp_path)
        target = AppTarget(make_app(Notes(reply, body=[1])))
        result = run(document, target, settings)
        user = User({}, {"k": SECRET})
        labels = [operation.label for operation in document.operations]
        kept = keep(tmp_path, result.evidence, (), labels, "", user, redactor_of(document, settings))
        again = run(document, target, settings)

        assert kept.added
        assert "s3cr3t" not in "".join(path.read_text() for path in kept.added)
        assert set(again.replayed) == {json.loads(path.read_text())["fingerprint"] for path in kept.added}
        assert [one.rule for one in again.findings] == [one.rule for one in result.findings]


class TestGiven:
    @pytest.mark.parametrize(
        ("scheme", "value", "header"),
        [
            ("head", "abc", ("X-Key", "abc")),
            ("sid", "abc", ("Cookie", "sid=abc")),
            ("basic", "ann:pw:x", ("Authorization", f"Basic {base64.b64encode(b'ann:pw:x').decode()}")),
            ("bearer", "abc", ("Authorization", "Bearer abc")),
            ("flow", "abc", ("Authorization", "Bearer abc")),
            ("oidc", "abc", ("Authorization", "Bearer abc")),
            ("digest", "abc", ("Authorization", "digest abc")),
        ],
    )
    def test_headers(self, document: Document, scheme: str, value: str, header: tuple[str, str]) -> None:
        assert given(document, {scheme: value}, {"X-A": "1"}).headers == {"X-A": "1", header[0]: header[1]}

    def test_cookies_stand_beside_each_other(self, document: Document) -> None:
        found = given(document, {"sid": "1", "other": "2"}, {"cookie": "lang=en"})

        assert found.headers == {"Cookie": "lang=en; sid=1; other=2"}

    def test_variables(self, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NOTES_KEY", "abc")

        assert given(document, {"key": "${NOTES_KEY}"}, {}).keys == {"key": "abc"}

    @pytest.mark.parametrize(
        ("values", "headers", "said"),
        [
            ({"kay": "1"}, {}, "no security scheme 'kay'"),
            ({"tls": "1"}, {}, "nothing that a request could carry"),
            ({"basic": "ann"}, {}, "a user and a password"),
            ({"key": "${NO_SUCH_VARIABLE_AT_ALL}"}, {}, "not in the environment"),
            ({"bearer": "1"}, {"authorization": "Bearer 2"}, "is given already"),
            ({"bearer": "1", "flow": "2"}, {}, "is given already"),
            ({"head": "a\nb"}, {}, "characters that cannot be sent"),
        ],
    )
    def test_what_cannot_be_sent(self, document: Document, values: Any, headers: Any, said: str) -> None:
        with pytest.raises(UsageError, match=said):
            given(document, values, headers)

    def test_a_value_without_a_name_is_not_repeated(self) -> None:
        with pytest.raises(UsageError) as told:
            parse_given(["s3cr3t"])

        assert "s3cr3t" not in str(told.value)

    def test_users(self) -> None:
        headers, schemes = split_identities(["bob=X-A: b=c", "bob=key=x:y", "eve=key=z"])

        assert headers == ["bob=X-A: b=c"]
        assert schemes == {"bob": {"key": "x:y"}, "eve": {"key": "z"}}

    def test_queries(self) -> None:
        assert with_query("/a", {"k": "1&2"}) == "/a?k=1%262"
        assert with_query("/a?k=0&b=1&c", {"k": "2"}) == "/a?b=1&c&k=2"
        assert without_query("/a?k=0", ["k"]) == "/a"
