"""The text of a test: a module of pytest that sends the request with httpx and says what the answer has to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from specforge.contract.given import without_query
from specforge.contract.proofs.assertions import Claim, assertion
from specforge.contract.proofs.literals import exploded, literal
from specforge.contract.proofs.setting import Setting, docstring, name_of
from specforge.contract.proofs.steps import Script, assertion_of, body_of, target_of, value_of
from specforge.contract.steps.claim import Claim as StepsClaim
from specforge.contract.steps.claim import Value
from specforge.findings.exchange import Exchange, SentRequest
from specforge.findings.model import Finding
from specforge.findings.show import told_headers


@dataclass(frozen=True, slots=True)
class Told:
    """What had to come before the request that shows what is wrong."""

    steps: tuple[Exchange, ...] = ()
    claim: StepsClaim | None = None


def text_of(finding: Finding, claim: Claim, setting: Setting, told: Told | None = None) -> str | None:
    """The module; None where it cannot be written: no answer shows what is wrong, or a secret is in it. ``told`` is
    what comes first, and what the last answer shows after that."""
    told = told or Told()
    lines = assertion_of(told.claim) if told.claim is not None else assertion(claim)
    by_document = claim.is_judged_by_document and told.claim is None
    if not lines or (by_document and setting.document is None):
        return None
    script = Script.of((*told.steps, claim.exchange), finding.message)
    requests = [_request(script.request(step), setting) for step in range(len(script.exchanges))]
    if any(part in request for request in requests for part in setting.redactor.values):
        return None
    is_compared = isinstance(told.claim, Value)
    body = [
        *_imports(by_document, setting, script, quotes="quote(" in "".join(requests), is_compared=is_compared),
        "",
        *_constants(finding, by_document, setting),
        "",
        "",
    ]
    body.append(f"def test_{name_of(finding)}() -> None:")
    body += script.begin()
    body += _call(script, requests, by_document, setting, told.claim)
    return "\n".join([*docstring(finding), "", *body, "", *lines, ""])


def _imports(by_document: bool, setting: Setting, script: Script, *, quotes: bool, is_compared: bool) -> Iterator[str]:
    yield "from __future__ import annotations"
    yield ""
    yield "import os"
    if by_document:
        yield "from pathlib import Path"
    if script.new:
        yield "from random import choices"
        yield "from string import ascii_lowercase"
    if quotes:
        yield "from urllib.parse import quote"
    if not setting.is_app:
        yield ""
        yield "import httpx"
    own = list(_own_imports(by_document, setting, is_compared))
    yield from ["", *own] if own else []


def _own_imports(by_document: bool, setting: Setting, is_compared: bool) -> Iterator[str]:
    if setting.is_app:
        yield "from specforge.contract.probing.connect import connect"
    if is_compared:
        yield "from specforge.contract.probing.kept import is_kept"
    if by_document:
        yield "from specforge.contract.traffic.recorder import Recorder"
        yield "from specforge.document.load import load"


def _constants(finding: Finding, by_document: bool, setting: Setting) -> Iterator[str]:
    name, variable = ("TARGET", "CONTRACT_TARGET") if setting.is_app else ("BASE_URL", "CONTRACT_URL")
    yield f'{name} = os.environ.get("{variable}", {literal(setting.target)})'
    if by_document:
        yield f"DOCUMENT = Path(__file__).parent / {literal(setting.document or '')}"
        yield f"POINTER = {literal(finding.place.pointer)}"


def _call(
    script: Script, requests: list[str], by_document: bool, setting: Setting, claim: StepsClaim | None
) -> Iterator[str]:
    client = "connect(TARGET)" if setting.is_app else "httpx.Client(base_url=BASE_URL)"
    yield f"    with {client} as client:"
    for step, request in enumerate(requests[:-1]):
        yield f"        response = client.{request}"
        yield from script.after(step, claim)
    if by_document:
        yield "        url = str(client.base_url)"
        yield "        contract = Recorder(load(DOCUMENT), fail_on=None, url=url)"
        yield f"        contract(client).{requests[-1]}"
    else:
        yield f"        response = client.{requests[-1]}"


def _request(request: SentRequest, setting: Setting) -> str:
    arguments = [literal(request.method), _target(request, setting)]
    headers = told_headers(request)
    if headers:
        arguments.append(_headers(headers, setting))
    if request.body:
        arguments.append(body_of(request, " " * 12) or f"content={literal(request.body)}")
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
        return target_of(target)
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
    if all(value.isascii() or value_of(value) for value in headers.values()):
        pairs = [f"{literal(n)}: {value_of(v) or setting.value(n, v)}" for n, v in headers.items()]
        return "headers=" + exploded("{", pairs, "}", " " * 12).strip()
    encoded = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    return "headers=" + exploded("[", [f"({literal(n)}, {literal(v)})" for n, v in encoded], "]", " " * 12).strip()
