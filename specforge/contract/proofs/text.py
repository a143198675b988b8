"""The text of a test: a module of pytest that sends the request with httpx and says what the answer has to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specforge.contract.proofs.assertions import Claim, assertion
from specforge.contract.proofs.literals import exploded, literal
from specforge.findings.exchange import Exchange, SentRequest
from specforge.findings.model import Finding
from specforge.findings.redact import Redactor
from specforge.findings.show import told_headers

_LONGEST_TITLE = 76


@dataclass(frozen=True, slots=True)
class Setting:
    """Where tests are run: ``target`` is a base URL or ``module:app``, ``document`` the path of the document as seen
    from the test. ``secrets`` are the values of headers that may not be written, by the variable that holds them;
    the ``redactor`` knows all parts of them."""

    target: str
    document: str | None
    secrets: Mapping[str, str]
    redactor: Redactor

    @property
    def is_app(self) -> bool:
        return "://" not in self.target


def text_of(finding: Finding, claim: Claim, steps: tuple[Exchange, ...], setting: Setting) -> str | None:
    """The module; None where no test can be written: no single answer shows what is wrong, or a secret is in it."""
    lines = assertion(claim)
    by_document = claim.is_judged_by_document
    if not lines or (by_document and setting.document is None):
        return None
    requests = [_request(step.request, setting) for step in (*steps, claim.exchange)]
    if any(part in text for part in setting.redactor.values for text in requests):
        return None
    body = [
        *_imports(by_document, setting, "os.environ[" in "".join(requests)),
        "",
        *_constants(finding, by_document, setting),
        "",
        "",
    ]
    body.append(f"def test_{_name(finding)}() -> None:")
    body += _call(requests, by_document, setting)
    return "\n".join([*_docstring(finding), "", *body, "", *lines, ""])


def _docstring(finding: Finding) -> Iterator[str]:
    """Ends in a letter or a point whatever the message is, and holds nothing that ends it early."""
    title = _plain(f"{finding.operation or finding.place.file}: {finding.message}")
    cut = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 3] + "..."
    yield f'"""{cut}'
    yield ""
    yield f"{_plain(finding.rule)} at"
    yield f"{_plain(finding.place.file)}#{_plain(finding.place.pointer)}."
    yield '"""'


def _plain(text: str) -> str:
    shown = " ".join(text.split()).replace("\\", "/").replace('"', "'")
    return "".join(character if character.isprintable() else "?" for character in shown)


def _imports(by_document: bool, setting: Setting, needs_environment: bool) -> Iterator[str]:
    yield "from __future__ import annotations"
    yield ""
    yield "import os"
    if by_document:
        yield "from pathlib import Path"
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


def _call(requests: list[str], by_document: bool, setting: Setting) -> Iterator[str]:
    client = "connect(TARGET)" if setting.is_app else "httpx.Client(base_url=BASE_URL)"
    yield f"    with {client} as client:"
    *first, last = requests
    for request in first:
        yield f"        client.{request}"
    if by_document:
        yield "        url = str(client.base_url)"
        yield "        contract = Recorder(load(DOCUMENT), fail_on=None, url=url)"
        yield f"        contract(client).{last}"
    else:
        yield f"        response = client.{last}"


def _request(request: SentRequest, setting: Setting) -> str:
    arguments = [literal(request.method), literal(_target(request, setting))]
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
    return f"{path}?{request.query}" if request.query else path


def _headers(headers: Mapping[str, str], setting: Setting) -> str:
    """As bytes where httpx would not know how to write them."""
    if all(value.isascii() for value in headers.values()):
        pairs = [f"{literal(name)}: {_value(name, value, setting)}" for name, value in headers.items()]
        return "headers=" + exploded("{", pairs, "}", " " * 12).strip()
    encoded = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    return "headers=" + exploded("[", [f"({literal(n)}, {literal(v)})" for n, v in encoded], "]", " " * 12).strip()


def _value(name: str, value: str, setting: Setting) -> str:
    variable = next((variable for variable, secret in setting.secrets.items() if secret == value), None)
    if name.lower() == "cookie" and setting.redactor.header(name, value) != value:
        # It may be a session that the server began.
        variable = variable or "CONTRACT_COOKIE"
    return f"os.environ[{literal(variable)}]" if variable else literal(value)


def _name(finding: Finding) -> str:
    return slug(f"{finding.operation or finding.place.pointer} {finding.rule.rpartition('/')[2]}")


def slug(text: str) -> str:
    """Letters, digits and underscores: the part of a name that says what it is about."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:70].rstrip("_") or "api"
