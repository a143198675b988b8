"""``GET /__specforge/``: the page for people. One answer that has everything inside and asks nobody else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from specforge.mock.admin import DESK, Mocked
from specforge.mock.message import Reply, Request, reply

_SCRIPTS = ("dom", "operations", "operation", "traffic", "webhooks", "main")


@DESK.add("")
def page(mocked: Mocked, request: Request, rest: str) -> Reply:
    """What it shows comes from the other parts of the desk; nothing of the document is written into it."""
    return _page()


@cache
def _page() -> Reply:
    folder = files("specforge.mock").joinpath("page")
    style = folder.joinpath("style.css").read_text(encoding="utf-8")
    parts = [folder.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    script = "\n".join(['"use strict";', *parts])
    html = folder.joinpath("index.html").read_text(encoding="utf-8")
    html = html.replace("/*STYLE*/", style).replace("/*SCRIPT*/", script)
    return reply(
        200,
        [
            ("content-type", "text/html; charset=utf-8"),
            ("content-security-policy", _policy(style, script)),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-cache"),
        ],
        html.encode(),
    )


def _policy(style: str, script: str) -> str:
    """Only this style and this script, requests to the mock alone, and no string that becomes markup."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
