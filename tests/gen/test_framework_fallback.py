"""``--fallback mock`` with Starlette, Flask and Django: what is not written answers as a mock of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gen.conftest import Build
from tests.gen.frameworks import NAMES, Framework
from tests.gen.test_fallback import DOCUMENT


@pytest.fixture(scope="module", params=NAMES)
def half(request: pytest.FixtureRequest, build: Build) -> Framework:
    return Framework(request.param, build(DOCUMENT, request.param, fallback="mock"))


@pytest.fixture
def send(half: Framework) -> Any:
    """Sends a request to an application in which one of the operations is written."""

    def written(self: Any, *, limit: int | None) -> Any:
        return {"id": limit or 1}

    token = half.authenticator(token=lambda self, credentials, scopes: "Ann")
    return lambda method, url, **options: half.send(
        method, url, half.service("things", written=written), token, **options
    )


@pytest.mark.parametrize("base", ["", "/v1"])
def test_what_is_written_answers_itself(send: Any, base: str) -> None:
    response = send("GET", f"{base}/written?limit=3")

    assert response.json() == {"id": 3}
    assert "mocked-by" not in response.headers


def test_its_refusals_are_its_own(send: Any) -> None:
    assert send("GET", "/written?limit=x").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("base", ["", "/v1"])
def test_what_is_not_is_mocked_and_says_so(send: Any, base: str) -> None:
    for response in (
        send("POST", f"{base}/things", json={"id": 1}),
        send("POST", f"{base}/forms", files={"id": (None, "1")}),
        send("GET", f"{base}/safe", headers={"Authorization": "Bearer t"}),
        send("GET", f"{base}/open", headers={"Authorization": "Bearer t"}),
    ):
        assert (response.status_code, response.json()) == (200, {"id": 7})
        assert response.headers["mocked-by"].startswith("specforge/")


@pytest.mark.parametrize(
    ("method", "url", "options", "status"),
    [
        ("POST", "/things", {"json": {"id": "x"}}, 400),
        ("POST", "/things", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/things?limit=x", {"json": {"id": 1}}, 400),
        ("GET", "/safe", {}, 401),
    ],
)
def test_refusals_are_mocked_too_where_the_contract_has_some(
    send: Any, method: str, url: str, options: Any, status: int
) -> None:
    response = send(method, url, **options)

    assert (response.status_code, response.json()) == (status, {"code": 1})


def test_refusals_are_problems_where_it_has_none(send: Any) -> None:
    response = send("GET", "/plain?limit=x")

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "limit"
