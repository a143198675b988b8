"""The text of a test: a module of pytest that sends the request with httpx and says what the answer has to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, quote

from specforge.contract.given import without_query
from specforge.contract.proofs.assertions import Claim, assertion
from specforge.contract.proofs.literals import exploded, literal
from specforge.contract.proofs.setting import Setting, docstring, name_of
from specforge.findings.exchange import SentRequest
from specforge.findings.model import Finding
from specforge.findings.show import told_headers


def text_of(finding: Finding, claim: Claim, setting: Setting) -> str | None:
    """The module; None where it cannot be written: no single answer shows what is wrong, or a secret is in it."""
    lines = assertion(claim)
    by_document = claim.is_judged_by_document
    if not lines or (by_document and setting.document is None):
        return None
    request = _request(claim.exchange.request, setting)
    if any(part in request for part in setting.redactor.values):
        return None
    body = [
        *_imports(by_document, setting, quotes="quote(os.environ[" in request),
        "",
        *_constants(finding, by_document, setting),
        "",
        "",
    ]
    body.append(f"def test_{name_of(finding)}() -> None:")
    body += _call(request, by_document, setting)
    return "\n".join([*docstring(finding), "", *body, "", *lines, ""])


def _imports(by_document: bool, setting: Setting, *, quotes: bool) -> Iterator[str]:
    yield "from __future__ import annotations"
    yield ""
    yield "import os"
    if by_document:
        yield "from pathlib import Path"
    if quotes:
        yield "from urllib.parse import quote"
    if not setting.is_app:
        yield ""
        yield "import httpx"
    if by_document or setting.is_app:
        yield ""
    if setting.is_app:
        yield "from specforge.contract.probing.connect import connect"
    if by_document:
        yield "from specforge.contract.recorder import Recorder"
    if by_document:
        yield "from specforge.document.load import load"


def _constants(finding: Finding, by_document: bool, setting: Setting) -> Iterator[str]:
    name, variable = ("TARGET", "CONTRACT_TARGET") if setting.is_app else ("BASE_URL", "CONTRACT_URL")
    yield f'{name} = os.environ.get("{variable}", {literal(setting.target)})'
    if by_document:
        yield f"DOCUMENT = Path(__file__).parent / {literal(setting.document or '')}"
        yield f"POINTER = {literal(finding.place.pointer)}"


def _call(request: str, by_document: bool, setting: Setting) -> Iterator[str]:
    client = "connect(TARGET)" if setting.is_app else "httpx.Client(base_url=BASE_URL)"
    yield f"    with {client} as client:"
    if by_document:
        yield "        url = str(client.base_url)"
        yield "        contract = Recorder(load(DOCUMENT), fail_on=None, url=url)"
        yield f"        contract(client).{request}"
    else:
        yield f"        response = client.{request}"


def _request(request: SentRequest, setting: Setting) -> str:
    arguments = [literal(request.method), _target(request, setting)]
    headers = told_headers(request)
    if headers:
        arguments.append(_headers(headers, setting))
    if request.body:
        arguments.append(f"content={literal(request.body)}")
    return exploded("request(", arguments, ")", " " * 8).strip()


def _target(request: SentRequest, setting: Setting) -> str:
    """The path and the query, below the base URL; an application has no base URL."""
    path = request.path or "/"
    if not setting.is_app:
        base = re.sub(r"^[a-z]+://[^/]*", "", setting.target).rstrip("/")
        path = path.removeprefix(base) or "/"
    target = f"{path}?{request.query}" if request.query else path
    given = parse_qs(request.query, keep_blank_values=True)
    keys = {name: value for name, value in setting.keys.items() if given.get(name) == [value]}
    if not keys:
        return literal(target)
    return _with_keys(without_query(target, keys), keys, setting)


def _with_keys(target: str, keys: Mapping[str, str], setting: Setting) -> str:
    """An expression for a target with these parameters at its end."""
    mark = "&" if "?" in target else "?"
    parts: list[str] = []
    for name, value in keys.items():
        variable = literal(setting.variable(value) or "")
        parts += [literal(f"{target}{mark}{quote(name, safe='')}="), f'quote(os.environ[{variable}], safe="")']
        target, mark = "", "&"
    return " + ".join(parts)


def _headers(headers: Mapping[str, str], setting: Setting) -> str:
    """As bytes where httpx would not know how to write them."""
    if all(value.isascii() for value in headers.values()):
        pairs = [f"{literal(name)}: {setting.value(name, value)}" for name, value in headers.items()]
        return "headers=" + exploded("{", pairs, "}", " " * 12).strip()
    encoded = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    return "headers=" + exploded("[", [f"({literal(n)}, {literal(v)})" for n, v in encoded], "]", " " * 12).strip()
