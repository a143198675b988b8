"""Parts of a resource, asked for by ``Range``: the right bytes, and where they are from."""

from __future__ import annotations

import re
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: Files, version: "1"}
paths:
  /file:
    get:
      responses:
        "200": {description: all of it, content: {application/octet-stream: {}}}
        "206": {description: a part, content: {application/octet-stream: {}}}
        "416": {description: none of it}
"""
SETTINGS = Settings(seed=1, phases=("probes",), ignored_checks=frozenset(CHECKS) - {"content-range"})
DATA = b"0123456789"


class File:
    """``broken`` is what it does wrong with ranges."""

    def __init__(self, reply: Any, broken: str) -> None:
        self.reply, self.broken = reply, broken

    def __call__(self, request: Any) -> Any:
        found = re.fullmatch("bytes=([0-9]*)-([0-9]*)", request.headers.get("range", ""))
        if found is None or self.broken == "ignores":
            return self._answer(200, DATA, {})
        size = len(DATA)
        if not found[1]:
            first, last = size - int(found[2]), size - 1
        else:
            first, last = int(found[1]), min(int(found[2] or size), size - 1)
        if first >= size and self.broken != "beyond":
            return self.reply(416, headers={"Content-Range": f"bytes */{size + (self.broken == 'size')}"})
        place = f"bytes {first}-{last}/{size + (self.broken == 'total')}"
        end = last if self.broken == "short" else last + 1
        headers = {} if self.broken == "silent" else {"Content-Range": place}
        return self._answer(206, DATA[first:end], headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> Any:
        return self.reply(status, body, {"Content-Type": "application/octet-stream", **headers})


@pytest.mark.parametrize(
    ("broken", "wanted"),
    [
        ("", []),
        ("ignores", []),
        ("short", ["Range: bytes=1-8: the part is 7 bytes that are not those of bytes 1-8/10"]),
        ("silent", ["Range: bytes=1-8: the part has no Content-Range"]),
        ("total", ["Range: bytes=1-8: Content-Range is bytes 1-8/11, not bytes 1-8/10"]),
        ("size", ["Range: bytes=10-: Content-Range is bytes */11, not bytes */10"]),
        ("beyond", ["Range: bytes=10-: 206 Partial Content, though there are 10 bytes (416 is wanted)"]),
    ],
)
def test_a_part_is_the_part_that_was_asked_for(make_app: Any, reply: Any, broken: str, wanted: list[str]) -> None:
    found = run(load_text(DOCUMENT, "files.yaml"), AppTarget(make_app(File(reply, broken))), SETTINGS).findings
    assert [finding.message for finding in found] == wanted
