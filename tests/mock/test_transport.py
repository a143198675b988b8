"""The mock without a socket, for clients of httpx."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

import specforge
from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.har.archive import read_archive
from specforge.mock.settings import ProxySettings, Settings
from specforge.mock.transport import MockTransport


@pytest.fixture
def transport(pets_text: str) -> MockTransport:
    """The mock of the pets document."""
    return MockTransport(load_text(pets_text))


def test_a_client_is_answered(transport: MockTransport) -> None:
    with httpx.Client(transport=transport, base_url="http://mock") as client:
        answer = client.get("/pets?limit=1", headers={"accept": "text/csv"})
        refused = client.post("/pets", json={"id": "x"})
        head = client.request("HEAD", "/pets")

    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, "1,Tom", "text/csv")
    assert "access-control-allow-origin" not in answer.headers
    assert refused.status_code == 401
    assert (head.status_code, head.content) == (405, b"")


def test_an_asynchronous_client_is_answered(transport: MockTransport) -> None:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://mock/v1") as client:
            return await client.post("/pets", json={"id": 1, "name": "Tom"}, headers={"authorization": "Bearer t"})

    assert asyncio.run(ask()).status_code == 201


def test_several_documents_answer_under_their_prefixes(pets_text: str, tmp_path: Path) -> None:
    (tmp_path / "pets.yaml").write_text(pets_text)
    transport = MockTransport({"/a": tmp_path / "pets.yaml", "/b": load_text(pets_text)})

    with httpx.Client(transport=transport, base_url="http://mock") as client:
        assert [client.get(f"{prefix}/pets/best").status_code for prefix in ("/a", "/b", "/c")] == [200, 200, 404]


def test_what_takes_a_while_is_waited_for_also_inside_a_loop(pets_text: str) -> None:
    settings = Settings(proxy=ProxySettings("http://127.0.0.1:9", timeout=5))
    transport = MockTransport(load_text(pets_text), settings=settings)

    async def ask() -> httpx.Response:
        with httpx.Client(transport=transport, base_url="http://mock") as client:
            return client.get("/pets")

    assert asyncio.run(ask()).status_code == 502


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ({"connection": {"rate": 1, "kinds": ["reset"]}}, httpx.ReadError),
        ({"connection": {"rate": 1, "kinds": ["empty"]}}, httpx.RemoteProtocolError),
        ({"latency": "2h"}, httpx.ReadTimeout),
    ],
)
def test_broken_connections_are_raised(
    pets_text: str, faults: dict[str, object], error: type[httpx.TransportError]
) -> None:
    transport = MockTransport(load_text(pets_text), settings=Settings(faults=faults))

    with httpx.Client(transport=transport, base_url="http://mock", timeout=5) as client, pytest.raises(error):
        client.get("/pets")


def test_the_desk_answers(transport: MockTransport) -> None:
    with httpx.Client(transport=transport, base_url="http://mock") as client:
        client.get("/pets")
        assert client.get("/__specforge/document").json()["title"] == "Pets"
        assert "specforge" in client.get("/__specforge/metrics").text


def test_a_server_lives_in_an_asynchronous_block(pets_text: str) -> None:
    async def ask() -> httpx.Response:
        async with Mock(load_text(pets_text)) as mock, httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"{mock.url}/pets/best")

    assert asyncio.run(ask()).text == "Tom"


def test_what_was_asked_is_recorded(pets_text: str, tmp_path: Path) -> None:
    transport = MockTransport(load_text(pets_text), settings=Settings(record=tmp_path / "traffic.har"))

    with httpx.Client(transport=transport, base_url="http://mock") as client:
        client.get("/pets/best")

    ((request, answer),) = read_archive(tmp_path / "traffic.har")
    assert (request.path, answer.body) == ("/pets/best", b"Tom")


def test_it_is_a_public_name() -> None:
    assert specforge.MockTransport is MockTransport
