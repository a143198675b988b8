"""Security schemes of every kind, from the request to the hook that checks the credentials, and back."""

from __future__ import annotations

import base64
import time
from typing import Any

import jwt
import pytest

from tests.gen.conftest import Build, Built

Call = Any
_KEY = "a secret of at least thirty-two bytes"


def document(scheme: str, requirement: str = "[{it: []}]", more: str = "") -> str:
    return f"""\
openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /a:
    get:
      operationId: getA
      security: {requirement}
      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{}}}}}}}}}}
components:
  securitySchemes:
    it: {scheme}
{more}"""


class Asked:
    """An application whose authenticator knows ``good``, and tells what it was asked."""

    def __init__(self, built: Built, call: Call) -> None:
        self.built = built
        self.call = call
        self.seen: list[tuple[str, str, tuple[str, ...]]] = []

    def get(self, url: str = "/a", **options: Any) -> Any:
        return self.call(self._app(), "GET", url, **options)

    def _app(self) -> Any:
        security = self.built.module("generated.security")
        schemes = self.built.module("generated.schemes").SCHEMES.values()
        hooks = {scheme.method: self._hook(scheme.method) for scheme in schemes}
        authenticator = type("Own", (security.Authenticator,), hooks)()

        async def get_a(self: Any, *, caller: Any = None) -> Any:
            return caller.identities if caller is not None else "public"

        return self.built.app(self.built.service("default", get_a=get_a), authenticator)

    def _hook(self, method: str) -> Any:
        async def hook(own: Any, credentials: str, scopes: tuple[str, ...]) -> Any:
            self.seen.append((method, credentials, scopes))
            return "somebody" if credentials in ("good", "ann:secret", "") else None

        return hook


@pytest.fixture
def asked(build: Build, call: Call) -> Any:
    return lambda *parts: Asked(build(document(*parts)), call)


SCHEMES = {
    "bearer": ("{type: http, scheme: bearer}", {"headers": {"Authorization": "bearer good"}}, "Bearer"),
    "key in a header": ("{type: apiKey, in: header, name: X-Key}", {"headers": {"x-key": "good"}}, "ApiKey"),
    "key in the query": ("{type: apiKey, in: query, name: k}", {"params": {"k": "good"}}, "ApiKey"),
    "key in a cookie": ("{type: apiKey, in: cookie, name: sid}", {"headers": {"cookie": "sid=good"}}, "ApiKey"),
    "basic": (
        "{type: http, scheme: basic}",
        {"headers": {"Authorization": "Basic " + base64.b64encode(b"ann:secret").decode()}},
        'Basic realm="api", charset="UTF-8"',
    ),
    "another of HTTP's": ("{type: http, scheme: hoba}", {"headers": {"Authorization": "HOBA good"}}, "Hoba"),
    "oauth2": (
        "{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://example.com/t', scopes: {}}}}",
        {"headers": {"Authorization": "Bearer good"}},
        "Bearer",
    ),
    "openIdConnect": (
        "{type: openIdConnect, openIdConnectUrl: 'https://example.com/.well-known/openid-configuration'}",
        {"headers": {"Authorization": "Bearer good"}},
        "Bearer",
    ),
}


@pytest.mark.parametrize("kind", SCHEMES)
def test_credentials_reach_the_hook_and_their_absence_is_401(asked: Any, kind: str) -> None:
    scheme, sent, challenge = SCHEMES[kind]
    app = asked(scheme)

    assert app.get(**sent).json() == {"it": "somebody"}
    refused = app.get()
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == challenge
    assert refused.headers["content-type"] == "application/problem+json"


class TestCredentials:
    """What counts as credentials."""

    @pytest.mark.parametrize(
        "sent",
        ["Bearer", "Bearer ", "Basic good", "good"],
    )
    def test_another_form_is_none(self, asked: Any, sent: str) -> None:
        app = asked("{type: http, scheme: bearer}")

        assert app.get(headers={"Authorization": sent}).status_code == 401
        assert app.seen == []

    def test_a_key_that_comes_twice_is_none(self, asked: Any) -> None:
        assert asked("{type: apiKey, in: query, name: k}").get("/a?k=good&k=other").status_code == 401

    @pytest.mark.parametrize("sent", ["Basic %%%", "Basic /w=="])
    def test_basic_that_cannot_be_decoded_is_none(self, asked: Any, sent: str) -> None:
        assert asked("{type: http, scheme: basic}").get(headers={"Authorization": sent}).status_code == 401

    def test_a_token_that_is_refused_is_told(self, asked: Any) -> None:
        response = asked("{type: http, scheme: bearer}").get(headers={"Authorization": "Bearer bad"})

        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'

    def test_a_certificate_is_what_the_server_passes_on(self, asked: Any) -> None:
        app = asked("{type: mutualTLS}")

        assert app.get().json() == {"it": "somebody"}
        assert [finding.rule for finding in app.built.generated.findings] == ["gen-security"]


KEY = "    key: {type: apiKey, in: query, name: k}\n"
BEARER = "{type: http, scheme: bearer}"


class TestRequirements:
    """Alternatives, and schemes that must all be satisfied."""

    def test_all_schemes_of_an_alternative(self, asked: Any) -> None:
        app = asked(BEARER, "[{it: [], key: []}]", KEY)
        good = {"Authorization": "Bearer good"}

        assert app.get("/a?k=good", headers=good).json() == {"it": "somebody", "key": "somebody"}
        assert app.get(headers=good).status_code == 401
        assert app.get("/a?k=bad", headers=good).status_code == 401

    def test_any_of_the_alternatives(self, asked: Any) -> None:
        app = asked(BEARER, "[{it: []}, {key: []}]", KEY)

        assert app.get("/a?k=good").json() == {"key": "somebody"}
        assert app.get("/a?k=good", headers={"Authorization": "Bearer bad"}).json() == {"key": "somebody"}
        assert app.get().headers["www-authenticate"] == "Bearer, ApiKey"

    def test_nobody_has_to_where_an_alternative_is_empty(self, asked: Any) -> None:
        app = asked(BEARER, "[{}, {it: []}]")

        assert app.get().json() == {}
        assert app.get(headers={"Authorization": "Bearer good"}).json() == {"it": "somebody"}
        assert app.get(headers={"Authorization": "Bearer bad"}).status_code == 401

    def test_an_operation_overrides_the_document(self, build: Build, call: Call) -> None:
        text = document(BEARER, "[]").replace("paths:", "security: [{it: []}]\npaths:")

        assert Asked(build(text), call).get().json() == "public"

    def test_scopes_reach_the_hook(self, asked: Any) -> None:
        app = asked(BEARER, "[{it: [read, write]}]")
        app.get(headers={"Authorization": "Bearer good"})

        assert app.seen == [("it", "good", ("read", "write"))]

    def test_a_scheme_that_is_not_defined_lets_nobody_in(self, asked: Any) -> None:
        assert asked(BEARER, "[{other: []}]").get().status_code == 401


class TestTokens:
    """JSON Web Tokens, checked by what is generated."""

    @pytest.fixture
    def get(self, build: Build, call: Call) -> Any:
        built = build(document(BEARER, "[{it: [read]}]"))
        tokens, security = built.module("generated.tokens"), built.module("generated.security")
        verify = tokens.JwtVerifier(tokens.pyjwt(_KEY, algorithms=["HS256"], audience="us", issuer="them"))

        async def check(self: Any, credentials: str, scopes: tuple[str, ...]) -> Any:
            return await verify(credentials, scopes)

        async def get_a(self: Any, *, caller: Any) -> Any:
            return caller.identity["sub"]

        app = built.app(built.service("default", get_a=get_a), type("Own", (security.Authenticator,), {"it": check})())

        def send(key: str = _KEY, **changes: Any) -> Any:
            good = {"sub": "ann", "aud": "us", "iss": "them", "exp": time.time() + 60, "scope": "read write"}
            claims = {name: value for name, value in {**good, **changes}.items() if value is not None}
            return call(app, "GET", "/a", headers={"Authorization": f"Bearer {jwt.encode(claims, key, 'HS256')}"})

        return send

    @pytest.mark.parametrize("more", [{}, {"scope": None, "scp": ["read"]}, {"scope": None, "permissions": ["read"]}])
    def test_let_in_whom_they_are_of(self, get: Any, more: Any) -> None:
        assert get(**more).json() == "ann"

    @pytest.mark.parametrize("wrong", [{"exp": 1}, {"exp": None}, {"aud": "you"}, {"iss": "me"}, {"key": _KEY[::-1]}])
    def test_that_are_not_valid_are_401(self, get: Any, wrong: Any) -> None:
        response = get(**wrong)

        assert response.status_code == 401
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'

    def test_without_a_scope_are_403(self, get: Any) -> None:
        response = get(scope="write")

        assert response.status_code == 403
        assert response.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="read"'
        assert response.json()["detail"] == "the token lacks read"

    def test_need_one_source_of_keys(self, build: Build) -> None:
        tokens = build(document(BEARER, "[{it: [read]}]")).module("generated.tokens")

        with pytest.raises(ValueError, match="either a key or a jwks_url"):
            tokens.pyjwt(algorithms=["HS256"])
