"""Which requests carry the credentials that an operation asks for."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from specforge.mock.message import Reply

DOCUMENT = """
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /basic: {get: {security: [{basic: []}], responses: &ok {"200": {description: ok}}}}
  /bearer: {get: {security: [{bearer: []}], responses: *ok}}
  /digest: {get: {security: [{digest: []}], responses: *ok}}
  /oauth: {get: {security: [{oauth: [read]}], responses: *ok}}
  /header: {get: {security: [{header: []}], responses: *ok}}
  /query: {get: {security: [{query: []}], responses: *ok}}
  /cookie: {get: {security: [{cookie: []}], responses: *ok}}
  /both: {get: {security: [{basic: [], header: []}], responses: *ok}}
  /either: {get: {security: [{basic: []}, {bearer: []}], responses: *ok}}
  /optional: {get: {security: [{}, {bearer: []}], responses: *ok}}
  /unknown: {get: {security: [{nowhere: []}], responses: *ok}}
  /tls: {get: {security: [{tls: []}], responses: *ok}}
  /public: {get: {security: [], responses: *ok}}
components:
  securitySchemes:
    basic: {type: http, scheme: Basic}
    bearer: {type: http, scheme: bearer}
    digest: {type: http, scheme: digest}
    oauth: {type: oauth2, flows: {}}
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: SESSION}
    tls: {type: mutualTLS}
"""

BASIC = "Basic " + base64.b64encode(b"tom:secret").decode()


@pytest.fixture
def ask(asker: Callable[..., Callable[..., Reply]]) -> Callable[..., Reply]:
    return asker(DOCUMENT)


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("/basic", {"authorization": BASIC}),
        ("/basic", {"authorization": BASIC.replace("Basic", "BASIC")}),
        ("/bearer", {"authorization": "Bearer x"}),
        ("/digest", {"authorization": 'Digest username="", realm="", nonce="", uri="", response=""'}),
        ("/oauth", {"authorization": "Bearer x"}),
        ("/header", {"x_key": "1"}),
        ("/query?key=1", {}),
        ("/cookie", {"cookie": "a=b; SESSION=1"}),
        ("/both", {"authorization": BASIC, "x_key": "1"}),
        ("/either", {"authorization": "Bearer x"}),
        ("/optional", {}),
        ("/optional", {"authorization": "Bearer x"}),
        ("/unknown", {}),
        ("/tls", {}),
        ("/public", {}),
    ],
)
def test_credentials_of_the_right_form_are_enough(
    ask: Callable[..., Reply], target: str, headers: dict[str, str]
) -> None:
    assert ask("GET", target, **headers).status == 200


@pytest.mark.parametrize(
    ("target", "headers", "challenge"),
    [
        ("/basic", {}, 'Basic realm="*"'),
        ("/basic", {"authorization": "Bearer x"}, 'Basic realm="*"'),
        ("/basic", {"authorization": "Basic abc123"}, None),
        ("/basic", {"authorization": "Basic !"}, None),
        ("/bearer", {}, "Bearer"),
        ("/bearer", {"authorization": "Bearer"}, "Bearer"),
        ("/digest", {}, 'Digest realm="*", nonce="abc123"'),
        ("/digest", {"authorization": "Digest username=1"}, None),
        ("/oauth", {"authorization": BASIC}, "OAuth2"),
        ("/header", {"x_key": ""}, None),
        ("/query?Key=1", {}, None),
        ("/cookie", {"cookie": "XSESSION=1"}, None),
        ("/both", {"authorization": BASIC}, None),
        ("/either", {}, 'Basic realm="*",Bearer'),
        ("/optional", {"authorization": BASIC}, "None,Bearer"),
    ],
)
def test_others_are_401_with_the_challenges(
    ask: Callable[..., Reply], target: str, headers: dict[str, str], challenge: str | None
) -> None:
    reply = ask("GET", target, **headers)

    assert reply.status == 401
    assert reply.header("www-authenticate") == challenge
    assert reply.json()["type"] == "https://stoplight.io/prism/errors#UNAUTHORIZED"  # type: ignore[index]
