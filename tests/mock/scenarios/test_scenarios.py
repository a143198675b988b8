"""A file of scenarios: what it answers, how it is switched, and what is said of one that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from specforge.document.load import load_text
from specforge.errors import SyntaxProblem, UnreadableError
from specforge.mock.delivery import Delivery, End
from specforge.mock.message import Reply, Request
from specforge.mock.scenarios.model import WrongScenarios
from specforge.mock.service import Service
from specforge.mock.settings import Settings

_TEXT = """\
openapi: 3.0.3
info: {title: Jobs, version: '1'}
paths:
  /jobs:
    post:
      operationId: startJob
      tags: [jobs]
      requestBody:
        content: {application/json: {schema: {type: object, properties: {kind: {type: string}}}}}
      responses:
        '202': {description: started, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
        '402':
          description: pay first
          content: {application/json: {examples: {broke: {value: {id: 0, state: broke}}}}}
        '409': {description: busy}
  /jobs/{id}:
    get:
      operationId: getJob
      tags: [jobs]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: verbose, in: query, schema: {type: boolean}}
      responses:
        '200':
          description: ok
          headers: {X-Left: {schema: {type: integer}, example: 3}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Job'}
              examples: {done: {value: {id: 1, state: done}}, lost: {value: {id: 1, state: lost}}}
        '202': {description: not yet, content: {application/json: {example: {id: 1, state: runs}}}}
components:
  schemas:
    Job: {type: object, required: [id], properties: {id: {type: integer}, state: {type: string}}}
"""

Made = Callable[[str], "Client"]


class Client:
    """Asks a mock with a file of scenarios."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.service = Service(load_text(_TEXT), Settings(cors=False, scenarios=file))

    def ask(self, target: str = "/jobs/1", method: str = "GET", body: Any = None, **headers: str) -> Reply:
        path, _, query = target.partition("?")
        content = b"" if body is None else orjson.dumps(body)
        sent = {"content-type": "application/json", **headers}
        found = self.service.handle(Request(method, path, query, sent, content))
        assert isinstance(found, Reply)
        return found

    def statuses(self, number: int, target: str = "/jobs/1") -> list[int]:
        return [self.ask(target).status for _ in range(number)]

    def switch(self, name: str | None) -> Reply:
        return self.ask("/__specforge/scenario", "PUT", {"active": name})


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(text: str) -> Client:
        file = tmp_path / "scenarios.yaml"
        file.write_text(text)
        return Client(file)

    return make


class TestAnswers:
    """``then``."""

    def test_an_example_brings_its_status(self, made: Made) -> None:
        reply = made("operations: {startJob: {then: {example: broke}}}").ask("/jobs", "POST", {})

        assert (reply.status, reply.json()) == (402, {"id": 0, "state": "broke"})

    def test_an_example_of_the_usual_answer(self, made: Made) -> None:
        reply = made("operations:\n  GET /jobs/{id}: {then: {example: lost}}").ask()

        assert (reply.status, reply.json()) == (200, {"id": 1, "state": "lost"})

    def test_a_body_has_the_headers_of_the_document(self, made: Made) -> None:
        reply = made("operations: {getJob: {then: {body: {id: 7}, headers: {X-Mine: true, content-type: a/b}}}}").ask()

        assert reply.json() == {"id": 7}
        assert [reply.header(name) for name in ("x-left", "x-mine", "content-type")] == ["3", "true", "a/b"]

    @pytest.mark.parametrize(("body", "sent"), [("{a: 1}", b'{"a":1}'), ("tea", b"tea"), ("null", b"null")])
    def test_what_the_document_does_not_know_is_sent_unchecked(self, made: Made, body: str, sent: bytes) -> None:
        reply = made(f"operations: {{getJob: {{then: {{status: 418, body: {body}, unchecked: true}}}}}}").ask()

        assert (reply.status, reply.body, reply.operation) == (418, sent, "GET /jobs/{id}")

    def test_a_status_alone(self, made: Made) -> None:
        assert made("operations: {getJob: {then: {status: 202}}}").ask().json() == {"id": 1, "state": "runs"}
        assert made("operations: {getJob: {then: {status: 500, unchecked: true}}}").ask().status == 500

    def test_its_way(self, made: Made) -> None:
        reply = made("operations: {getJob: {then: {delay: 20ms, fault: truncated}}}").ask()

        assert (reply.status, reply.delivery) == (200, Delivery(delay=0.02, share=0.5, end=End.CLOSE))

    def test_a_client_that_asks_for_something_gets_it(self, made: Made) -> None:
        client = made("operations: {getJob: {then: {status: 202}}}")

        assert client.ask("/jobs/1?__code=200").status == 200
        assert client.ask("/jobs/1?__example=lost").json() == {"id": 1, "state": "lost"}

    def test_a_request_that_is_wrong_is_told_so(self, made: Made) -> None:
        assert made("operations: {getJob: {then: {status: 202}}}").ask("/jobs/x").status == 422


class TestConditions:
    """``when``, and which rule comes first."""

    _FILE = """
operations:
  "tag:jobs":
    - {when: {path: {id: 7}}, then: {status: 202, unchecked: true}}
  getJob:
    - {when: {path: {id: {greater: 7}}}, then: {example: lost}}
    - {when: {query: {verbose: true}}, then: {body: {id: 2}}}
scenarios:
  none: {getJob: {when: {not: {path: {id: 8}}}, then: {status: 404, unchecked: true}}}
"""

    def test_the_first_that_is_met(self, made: Made) -> None:
        client = made(self._FILE.replace('"tag:jobs"', "GET /jobs/{id}"))

        assert client.statuses(1, "/jobs/7") == [202]
        assert client.ask("/jobs/8").json() == {"id": 1, "state": "lost"}
        assert client.ask("/jobs/1?verbose=true").json() == {"id": 2}
        assert client.ask("/jobs/1").json() == {"id": 1, "state": "done"}

    def test_the_active_scenario_goes_first(self, made: Made) -> None:
        client = made(self._FILE.replace('"tag:jobs"', "GET /jobs/{id}"))
        client.switch("none")

        assert [client.ask(f"/jobs/{number}").status for number in (7, 8)] == [404, 200]

    def test_a_path_parameter_must_exist_everywhere(self, made: Made) -> None:
        with pytest.raises(WrongScenarios, match="POST /jobs has no path parameter 'id'"):
            made(self._FILE)


class TestSequences:
    """A list of answers."""

    def test_the_last_one_stays(self, made: Made) -> None:
        client = made("operations: {getJob: {then: [{status: 202}, {status: 202}, {example: done}]}}")

        assert client.statuses(5) == [202, 202, 200, 200, 200]

    def test_or_they_repeat(self, made: Made) -> None:
        client = made("operations: {getJob: {then: [{status: 202}, {status: 200}], repeat: true}}")

        assert client.statuses(5) == [202, 200, 202, 200, 202]

    def test_each_path_is_counted_for_itself(self, made: Made) -> None:
        client = made("operations: {getJob: {then: [{status: 202}, {status: 200}]}}")

        assert [client.ask(f"/jobs/{number}").status for number in (1, 2, 1, 2)] == [202, 202, 200, 200]

    def test_a_reset_begins_anew(self, made: Made) -> None:
        client = made("operations: {getJob: {then: [{status: 202}, {status: 200}]}}")
        client.statuses(2)
        client.ask("/__specforge/reset", "POST")

        assert client.statuses(2) == [202, 200]


class TestDesk:
    """``/__specforge/scenario``."""

    _FILE = """
scenarios:
  slow: {getJob: {then: [{status: 202}, {status: 200}]}}
  lost: {getJob: {then: {example: lost}}}
start: slow
"""

    def test_it_switches(self, made: Made) -> None:
        client = made(self._FILE)
        assert client.statuses(2) == [202, 200]
        assert client.switch("lost").json() == {"active": "lost", "scenarios": ["slow", "lost"]}
        assert client.ask().json() == {"id": 1, "state": "lost"}
        assert client.switch(None).json()["active"] is None  # type: ignore[index]
        assert client.ask().json() == {"id": 1, "state": "done"}
        assert client.ask("/__specforge/scenario", "DELETE").json()["active"] == "slow"  # type: ignore[index]
        assert client.statuses(1) == [202]
        assert client.ask("/__specforge/scenario").status == 200

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ({"active": "slwo"}, "did you mean 'slow'?"),
            ({"active": [1]}, "there are slow, lost"),
            ({"name": "slow"}, "The body is"),
            ([], "The body is"),
        ],
    )
    def test_what_is_no_scenario_is_refused(self, made: Made, body: Any, message: str) -> None:
        reply = made(self._FILE).ask("/__specforge/scenario", "PUT", body)

        assert reply.status == 422
        assert message in reply.body.decode()

    def test_without_a_file_there_are_none(self) -> None:
        service = Service(load_text(_TEXT), Settings())
        reply = service.handle(Request("PUT", "/__specforge/scenario", "", {}, b'{"active": "x"}'))

        assert isinstance(reply, Reply)
        assert "there are none" in reply.body.decode()


class TestReload:
    """The document and the file are read again."""

    def test_a_file_that_fits_is_taken(self, made: Made) -> None:
        client = made("scenarios: {a: {getJob: {then: {status: 202}}}}")
        client.switch("a")
        client.file.write_text("scenarios: {a: {getJob: {then: {example: lost}}}}")
        client.service.use(load_text(_TEXT))

        assert client.ask().json() == {"id": 1, "state": "lost"}

    def test_where_the_active_one_is_gone_the_file_says_which_is(self, made: Made) -> None:
        client = made("scenarios: {a: {getJob: {then: {status: 202}}}}\nstart: a")
        client.file.write_text("scenarios: {b: {getJob: {then: {example: lost}}}}\nstart: b")
        client.service.use(load_text(_TEXT))

        assert client.ask("/__specforge/scenario").json() == {"active": "b", "scenarios": ["b"]}
        assert client.ask().json() == {"id": 1, "state": "lost"}

    def test_one_that_does_not_changes_nothing(self, made: Made) -> None:
        client = made("operations: {getJob: {then: {status: 202}}}")
        with pytest.raises(WrongScenarios):
            client.service.use(load_text(_TEXT.replace("getJob", "readJob")))

        assert client.statuses(1) == [202]
        assert client.service.files == [client.file]


@pytest.mark.parametrize(
    ("text", "message", "help", "line", "malformed"),
    [
        ("operations:\n  getJbo: {then: {status: 200}}", "no operation 'getJbo'", "did you mean 'getJob'?", 2, False),
        ("operations:\n  getJob:\n    then: {status: 418}", "does not document 418", "it documents 200, 202", 3, False),
        ("operations:\n  getJob:\n    then: {example: dnoe}", "no example 'dnoe'", "did you mean 'done'?", 3, False),
        ("operations:\n  startJob:\n    then: {body: {id: x}}", "breaks the schema of 202", None, 3, False),
        ("operations:\n  startJob:\n    then: {status: 409, body: 1}", "documents no body", "unchecked", 3, False),
        ("operations:\n  getJob:\n    then: {body: 1, example: done}", "an example or a body", None, 3, False),
        (
            "operations:\n  getJob:\n    when: {path: {idd: 1}}\n    then: {status: 200}",
            "no path par",
            "'id'",
            3,
            False,
        ),
        ("scenarios: {slow: {}}\nstart: slwo", "no scenario 'slwo'", "did you mean 'slow'?", 2, False),
        ("operatoins: {}", "unknown key 'operatoins'", "did you mean 'operations'?", 1, True),
        ("operations:\n  getJob:\n    when: {}\n    then: {status: 200}", "a table with some of path", None, 3, True),
        (
            "operations:\n  getJob:\n    when: {body: {/a: 1}}\n    then: {}",
            "an answer with",
            None,
            4,
            True,
        ),
        ("operations:\n  getJob: {then: {status: 200}, when: {body: {$[: 1}}}", "no JSONPath", None, 2, True),
        ("operations:\n  getJob: {then: {headers: {Content-Length: 1}}}", "not up to the server", None, 2, True),
        ("operations: {getJob: {then: []}}", "an answer with some of", None, 1, True),
        ("[]", "a table with some of operations", None, 1, True),
        ("", "a table with some of operations", None, 1, True),
        ("&a [*a]", "", None, 1, True),
    ],
)
def test_a_file_that_does_not_fit(
    made: Made, text: str, message: str, help: str | None, line: int, malformed: bool
) -> None:
    with pytest.raises((WrongScenarios, SyntaxProblem)) as caught:
        made(text)

    if isinstance(caught.value, WrongScenarios):
        finding = caught.value.findings[0]
        assert message in finding.message
        assert help is None or help in (finding.help or "")
        assert (finding.place.region.line, caught.value.is_malformed) == (line, malformed)


def test_a_parameter_that_is_mistyped_is_a_warning(made: Made) -> None:
    client = made("operations: {getJob: {when: {query: {verbos: true}}, then: {status: 202}}}")

    (finding,) = client.service.scenarios.findings
    assert (finding.severity.value, finding.help) == ("warning", "did you mean 'verbose'?")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        Client(tmp_path / "nothing.yaml")
