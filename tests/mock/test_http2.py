"""HTTP/2, with and without TLS, and HTTP/1.1 beside it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import httpx
import pytest

from specforge.document.load import load_text
from specforge.errors import ServerError
from specforge.mock.api import Mock
from specforge.mock.engines import embedded
from specforge.mock.settings import Settings, TlsSettings


@pytest.fixture(scope="module", params=["plain", "tls", "workers"])
def mock(request: pytest.FixtureRequest, pets_text: str) -> Iterator[Mock]:
    tls = TlsSettings() if request.param == "tls" else None
    settings = Settings(port=0, http2=True, tls=tls, workers=2 if request.param == "workers" else 1, max_body=100_000)
    with Mock(load_text(pets_text), settings=settings) as running:
        yield running


def client(mock: Mock, *, is_old: bool = False) -> httpx.Client:
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    return httpx.Client(base_url=mock.url, http1=is_old, http2=not is_old, verify=trust, trust_env=False)


def test_requests_are_answered(mock: Mock) -> None:
    with client(mock) as asking:
        replies = [asking.get("/pets/best"), asking.get("/pets/x"), asking.post("/pets", content=b"x" * 200_000)]

    assert {reply.http_version for reply in replies} == {"HTTP/2"}
    assert [reply.status_code for reply in replies] == [200, 422, 413]


def test_old_clients_are_answered_too(mock: Mock) -> None:
    with client(mock, is_old=True) as asking:
        assert (asking.get("/pets/best").text, asking.get("/pets/best").http_version) == ("Tom", "HTTP/1.1")


def test_without_granian_the_user_is_told(pets_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(embedded, "load_name", missing)
    with (
        pytest.raises(ServerError, match="needs granian"),
        Mock(load_text(pets_text), settings=Settings(port=0, http2=True)),
    ):
        pass
