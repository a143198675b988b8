"""The traffic of clients, judged while a test runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests
from requests.adapters import BaseAdapter

from specforge.contract.traffic.recorder import ContractViolation, Recorder
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Severity

ITEM = {"id": 1, "name": "pen"}
Answering = Callable[[httpx.Request], httpx.Response]


def answering(*answers: httpx.Response) -> httpx.MockTransport:
    waiting = list(answers)
    return httpx.MockTransport(lambda _: waiting.pop(0))


def client(*answers: httpx.Response) -> httpx.Client:
    return httpx.Client(transport=answering(*answers), base_url="http://shop")


def good() -> httpx.Response:
    return httpx.Response(200, json=[ITEM])


def bad() -> httpx.Response:
    return httpx.Response(200, json=[{"id": "1", "name": "pen"}])


def test_a_breach_is_told_at_once_with_its_line(shop: Document) -> None:
    contract = Recorder(shop)
    with contract(client(good(), bad())) as watched:
        assert watched.get("/items").json() == [ITEM]
        with pytest.raises(ContractViolation, match=r"'1' is a string, not an integer \(shop.yaml:76:20\)") as caught:
            watched.get("/items")

    assert [finding.rule for finding in caught.value.findings] == ["contract/response-schema"]
    assert [finding.operation for finding in contract.findings] == ["GET /items"]
    assert len(contract.exchanges) == 2


def test_an_invalid_request_that_is_accepted(shop: Document) -> None:
    with Recorder(shop)(client(httpx.Response(422), good())) as watched:
        watched.get("/items", params={"limit": 99})
        with pytest.raises(ContractViolation, match="99 is greater than the maximum"):
            watched.get("/items", params={"limit": 99})


def test_what_the_document_does_not_describe_is_left_alone(shop: Document) -> None:
    with Recorder(shop)(client(httpx.Response(200, text="ok"))) as watched:
        assert watched.get("/health").text == "ok"


@pytest.mark.parametrize(("fail_on", "raises"), [(None, False), (Severity.ERROR, False), (Severity.WARNING, True)])
def test_threshold(shop: Document, fail_on: Severity | None, raises: bool) -> None:
    contract = Recorder(shop, fail_on=fail_on)
    undocumented = Exchange(SentRequest("PUT", "http://shop/items"), Answer(200))
    if raises:
        with pytest.raises(ContractViolation):
            contract.check(undocumented)
    else:
        contract.check(undocumented)

    assert len(contract.findings) == 1


def test_async_client(shop: Document) -> None:
    async def ask() -> None:
        async with Recorder(shop)(httpx.AsyncClient(transport=answering(bad()), base_url="http://shop")) as watched:
            with pytest.raises(ContractViolation):
                await watched.get("/items")

    asyncio.run(ask())


def test_transport(shop: Document) -> None:
    with httpx.Client(transport=Recorder(shop).transport(answering(good(), bad())), base_url="http://shop") as watched:
        assert watched.get("/items").json() == [ITEM]
        with pytest.raises(ContractViolation):
            watched.get("/items")


class Canned(BaseAdapter):
    """Answers of requests without a server."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, request.url or ""
        response.headers["Content-Type"] = "application/json"
        response._content = b"{}"
        return response

    def close(self) -> None: ...


def test_session_of_requests(shop: Document) -> None:
    contract = Recorder(shop)
    with contract(requests.Session()) as session:
        session.mount("http://", Canned())
        with pytest.raises(ContractViolation, match="not an array"):
            session.get("http://shop/items")

        contract.detach()
        assert session.get("http://shop/items").json() == {}


def test_a_client_is_watched_once(shop: Document) -> None:
    contract = Recorder(shop)
    with contract(contract(client(good()))) as watched:
        watched.get("/items")

    assert len(contract.exchanges) == 1


def test_another_client_is_refused(shop: Document) -> None:
    with pytest.raises(TypeError, match="dict is no client"):
        Recorder(shop)({})


def test_an_endless_answer_is_not_waited_for() -> None:
    document = load_text(
        "openapi: 3.0.3\npaths: {/n: {get: {responses: {'200': {description: n, content: {text/event-stream: {}}}}}}}"
    )

    def endless() -> Any:
        yield b"data: 1\n\n"
        raise AssertionError("nobody reads so far")

    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=endless())
    with Recorder(document)(client(answer)) as watched, watched.stream("GET", "/n") as response:
        assert next(response.iter_bytes()) == b"data: 1\n\n"
