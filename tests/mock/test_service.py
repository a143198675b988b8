"""The service: the document's answers, and the desk beside them."""

from __future__ import annotations

import orjson
import pytest

from specforge.document.load import load_text
from specforge.mock.answer import Answer
from specforge.mock.exchange import Exchange
from specforge.mock.message import Reply, Request, reply
from specforge.mock.service import Service
from specforge.mock.settings import Settings

_TEXT = """\
openapi: 3.0.3
info: {title: Birds, version: '1'}
paths:
  /birds/{id}:
    get:
      operationId: getBird
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: ok, content: {application/json: {example: {id: 1}}}}
        '422': {description: no}
"""


@pytest.fixture
def service() -> Service:
    return Service(load_text(_TEXT), Settings())


def _get(service: Service, path: str) -> Reply:
    found = service.handle(Request("GET", path))
    assert isinstance(found, Reply)
    return found


def test_the_document_answers_and_names_its_operation(service: Service) -> None:
    assert orjson.loads(_get(service, "/birds/1").body) == {"id": 1}
    assert _get(service, "/birds/1").operation == "GET /birds/{id}"


def test_the_desk_lists_the_operations(service: Service) -> None:
    found = orjson.loads(_get(service, "/__specforge/document").body)
    assert found["title"] == "Birds"
    (operation,) = found["operations"]
    assert operation == {
        "label": "GET /birds/{id}",
        "method": "GET",
        "path": "/birds/{id}",
        "operationId": "getBird",
        "summary": None,
        "tags": [],
        "deprecated": False,
    }


def test_an_unknown_part_of_the_desk_is_not_found(service: Service) -> None:
    found = _get(service, "/__specforge/documnet")
    assert found.status == 404
    assert "Did you mean 'document'?" in found.body.decode()


def test_a_stage_answers_before_the_document(service: Service) -> None:
    seen: list[Exchange] = []

    def stage(exchange: Exchange) -> Answer | None:
        seen.append(exchange)
        return Answer(reply(204, [])) if exchange.is_valid else None

    service.pipeline.stages = (stage,)
    assert _get(service, "/birds/1").status == 204
    assert _get(service, "/birds/one").status == 422
    assert [exchange.path for exchange in seen] == [{"id": "1"}, {"id": "one"}]


def test_a_refused_request_tells_its_observers_what_is_wrong_and_where(service: Service) -> None:
    found = _get(service, "/birds/one")
    assert found.operation == "GET /birds/{id}"
    assert found.violations is not None
    (diagnostic,) = found.violations.request
    assert diagnostic.place is not None
    assert (diagnostic.code, diagnostic.place.region.line) == ("type", 7)


def test_what_no_response_is_described_for_has_its_operation_too() -> None:
    strict = Service(load_text(_TEXT.replace("        '422': {description: no}\n", "")), Settings())
    found = _get(strict, "/birds/one")
    assert (found.status, found.operation) == (422, "GET /birds/{id}")
    assert found.violations is not None


def test_the_desk_says_that_it_lives(service: Service) -> None:
    assert _get(service, "/__specforge/health").json() == {"status": "ok"}


def test_several_workers_have_no_common_memory() -> None:
    service = Service(load_text(_TEXT), Settings(workers=2))

    assert _get(service, "/__specforge/health").status == 200
    assert _get(service, "/__specforge/faults").status == 409
