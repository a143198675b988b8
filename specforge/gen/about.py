"""What FastAPI's own document says besides routes, as far as its models take it: they refuse the whole document for a
contact whose URL is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from specforge.document.bundle import bundle
from specforge.document.model import Document
from specforge.document.operation import METHODS, Operation
from specforge.document.security import SecurityScheme
from specforge.gen.keywords import plain
from specforge.gen.naming import Names, snake_name
from specforge.gen.plan import About, Webhook

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#:@]+(:\d{1,5})?([/?#]\S*)?\Z")
_EMAIL = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
_FLOWS = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "clientCredentials": ("tokenUrl",),
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
}
_SWAGGER_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}

Check = Callable[[Any], bool]


def about(document: Document) -> About:
    """The fields of the document and its info that FastAPI has words for."""
    root: dict[str, Any] = document.node.value if document.node.is_mapping else {}
    info: dict[str, Any] = document.info.value if document.info is not None and document.info.is_mapping else {}
    return About(
        summary=_text(info.get("summary")),
        terms=_text(info.get("termsOfService")),
        contact=_object(info.get("contact"), {"name": _is_text, "url": _is_url, "email": _is_email}),
        licence=_object(info.get("license"), {"name": _is_text, "identifier": _is_text, "url": _is_url}, "name"),
        external_docs=_object(root.get("externalDocs"), {"description": _is_text, "url": _is_url}, "url"),
        servers=_servers(document),
        tags=tuple(_tags(root.get("tags"))),
    )


def document_text(document: Document) -> str:
    """The document as JSON, all files in one."""
    value = bundle(document)
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n"
    except orjson.JSONEncodeError:
        # Nested deeply, or with numbers or letters that only Python knows; these become what JSON has.
        text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        known = json.loads(text, parse_constant=lambda name: None)
        return json.dumps(known, indent=2, ensure_ascii=False) + "\n"


def place_of(operation: Operation) -> tuple[str, ...]:
    """The keys that lead to an operation from the root of the document."""
    more = () if operation.method in METHODS else ("additionalOperations",)
    return ("paths", operation.path, *more, operation.method)


def webhooks_of(document: Document) -> tuple[Webhook, ...]:
    """The operations of webhooks, each under a name that no operation's function has."""
    names = Names()
    return tuple(
        Webhook(
            names.take(f"{snake_name(name, 'webhook')} webhook"),
            ("webhooks", name, *(() if operation.method in METHODS else ("additionalOperations",)), operation.method),
        )
        for name, item in document.webhooks.items()
        for operation in item.operations
    )


def documentable(scheme: SecurityScheme) -> Mapping[str, Any] | None:
    """The security scheme in the words of OpenAPI 3, when FastAPI's models take it; they know no certificates."""
    raw: dict[str, Any] = plain(scheme.raw)
    match scheme.type:
        case "http" if scheme.scheme:
            return {**raw, "type": "http", "scheme": raw.get("scheme", scheme.scheme)}
        case "apiKey" if scheme.location in ("header", "query", "cookie") and scheme.parameter_name:
            return raw
        case "openIdConnect" if isinstance(raw.get("openIdConnectUrl"), str):
            return raw
        case "oauth2":
            return {**raw, "flows": {name: flow for name, flow in _flows(scheme.raw).items() if _is_flow(name, flow)}}
    return None


def _flows(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The flows; Swagger 2.0 has one, under a name of its own and with its fields in the scheme itself."""
    flows = raw.get("flows")
    if isinstance(flows, dict):
        return flows
    name = _SWAGGER_FLOWS.get(str(raw.get("flow")), str(raw.get("flow")))
    return {name: {key: raw[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in raw}}


def _is_flow(name: str, flow: Any) -> bool:
    if name not in _FLOWS or not isinstance(flow, dict) or not isinstance(flow.get("scopes", {}), dict):
        return False
    urls = (flow.get(key) for key in _FLOWS[name])
    return all(isinstance(text, str) for text in (*urls, *flow.get("scopes", {}).values()))


def _servers(document: Document) -> tuple[Mapping[str, Any], ...]:
    found = (server.raw for server in document.servers if isinstance(server.raw, dict))
    checks: dict[str, Check] = {"url": _is_text, "description": _is_text, "variables": _are_variables}
    return tuple(server for server in (_object(raw, checks, "url") for raw in found) if server is not None)


def _tags(value: Any) -> Iterator[Mapping[str, Any]]:
    docs: dict[str, Check] = {"description": _is_text, "url": _is_url}
    checks: dict[str, Check] = {
        "name": _is_text,
        "description": _is_text,
        "externalDocs": lambda docs_value: _object(docs_value, docs, "url") == plain(docs_value),
    }
    for tag in value if isinstance(value, list) else ():
        found = _object(tag, checks, "name")
        if found is not None:
            yield found


def _object(value: Any, checks: Mapping[str, Check], required: str | None = None) -> Mapping[str, Any] | None:
    """The members that pass their checks and those that have none; None without any, or without the required one."""
    if not isinstance(value, dict):
        return None
    kept = {key: plain(item) for key, item in value.items() if key not in checks or checks[key](item)}
    return kept if kept and (required is None or required in kept) else None


def _are_variables(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_variable(variable) for variable in value.values())


def _is_variable(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("default"), str):
        return False
    enum = value.get("enum")
    is_listed = isinstance(enum, list) and bool(enum) and all(isinstance(item, str) for item in enum)
    return (enum is None or is_listed) and isinstance(value.get("description"), str | None)


def _text(value: Any) -> str | None:
    return plain(value) if isinstance(value, str) else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and _URL.match(value) is not None


def _is_email(value: Any) -> bool:
    return isinstance(value, str) and _EMAIL.match(value) is not None
