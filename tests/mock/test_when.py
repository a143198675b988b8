"""Examples that are for some requests only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specforge.mock.message import Reply

Ask = Callable[..., Reply]

_TEXT = """
openapi: 3.0.3
info: {title: Orders, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              examples:
                paid: {value: paid, x-specforge-when: {path: {id: 7}}}
                many: {value: many, x-specforge-when: {query: {fields: {equals: [a, b]}}}}
                test:
                  value: test
                  x-specforge-when: {header: {X-Tenant: {matches: "^test-"}}, cookie: {s: {exists: true}}}
                plain: {value: plain}
                odd: {value: odd, x-specforge-when: {pth: {}}}
            text/plain: {example: text}
        "404":
          description: none
          content:
            application/json:
              examples: {gone: {value: gone, x-specforge-when: {path: {id: {greater: 99, less: 200}}}}}
        default:
          description: odd
          content:
            application/json: {examples: {broken: {value: broken, x-specforge-when: {query: {broken: "true"}}}}}
  /deliveries:
    get:
      responses:
        "200": {description: ok, content: {application/json: {example: fine}}}
        "5XX": {description: broken, content: {application/json: {example: broken}}}
        default:
          description: odd
          content:
            application/json: {examples: {odd: {value: odd, x-specforge-when: {query: {odd: {exists: true}}}}}}
  /orders:
    post:
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {total: {type: number}}}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {total: {type: number}}}}
      responses:
        "201":
          description: made
          content:
            application/json:
              examples:
                free: {value: free, x-specforge-when: {body: {/total: 0}}}
                vip:
                  value: vip
                  x-specforge-when: {any: [{body: {"$.tags[*]": vip}}, {query: {vip: {in: [1, "yes"]}}}]}
                dear: {value: dear, x-specforge-when: {body: {/total: {at_least: 100}}, not: {body: {/draft: true}}}}
                usual: {value: usual}
        "422":
          description: no
          content:
            application/json:
              examples:
                wrong: {value: wrong}
                text: {value: text, x-specforge-when: {body: {/total: {matches: "."}}}}
"""


@pytest.fixture
def ask(asker: Callable[..., Ask]) -> Ask:
    return asker(_TEXT)


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        ("/orders/7", 200, "paid"),
        ("/orders/07", 200, "paid"),
        ("/orders/8", 200, "plain"),
        ("/orders/100", 404, "gone"),
        ("/orders/200", 200, "plain"),
        ("/orders/8?fields=a,b", 200, "many"),
        ("/orders/8?fields=a", 200, "plain"),
        ("/orders/8?broken=true", 500, "broken"),
        ("/orders/7?__example=plain", 200, "plain"),
        ("/orders/7?__code=404", 404, "gone"),
        ("/orders/100?__code=200", 200, "plain"),
        ("/orders/8?broken=true&__code=503", 503, "broken"),
        ("/deliveries?odd=1", 400, "odd"),
    ],
)
def test_parameters_choose(ask: Ask, target: str, status: int, body: str) -> None:
    found = ask("GET", target)

    assert (found.status, found.json()) == (status, body)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x_tenant": "test-1", "cookie": "s=1"}, "test"),
        ({"x_tenant": "test-1"}, "plain"),
        ({"x_tenant": "a-test-1", "cookie": "s=1"}, "plain"),
    ],
)
def test_headers_and_cookies_choose(ask: Ask, headers: dict[str, str], body: str) -> None:
    assert ask("GET", "/orders/8", **headers).json() == body


def test_another_media_type_has_no_such_example(ask: Ask) -> None:
    assert ask("GET", "/orders/7", accept="text/plain").body == b"text"


@pytest.mark.parametrize(
    ("content_type", "sent", "query", "body"),
    [
        ("application/json", b'{"total": 0}', "", "free"),
        ("application/json", b'{"total": false}', "", "wrong"),
        ("application/x-www-form-urlencoded", b"total=0", "", "free"),
        ("application/json", b'{"total": 100, "tags": ["new", "vip"]}', "", "vip"),
        ("application/json", b'{"total": 100}', "?vip=1", "vip"),
        ("application/json", b'{"total": 100}', "?vip=yes", "vip"),
        ("application/json", b'{"total": 100}', "?vip=no", "dear"),
        ("application/json", b'{"total": 100, "draft": true}', "", "usual"),
        ("application/json", b'{"total": "much"}', "", "text"),
        ("application/json", b"", "", "usual"),
    ],
)
def test_the_body_chooses(ask: Ask, content_type: str, sent: bytes, query: str, body: str) -> None:
    found = ask("POST", f"/orders{query}", sent, content_type=content_type)

    assert (found.status, found.json()) == (422 if body in ("wrong", "text") else 201, body)


@pytest.mark.parametrize(
    "sent", [b"{", b"null", b"[" * 500, b'{"tags": ' + b"[" * 900 + b"]" * 900 + b"}", b"\xff", b'{"total": 1e999}']
)
def test_any_body_is_answered(ask: Ask, sent: bytes) -> None:
    assert ask("POST", "/orders", sent, content_type="application/json").status in (201, 400, 422)
