"""One seed gives one body for one operation and request, in whatever order the requests come."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.message import Reply
from specforge.mock.settings import Settings

Ask = Callable[..., Reply]

_TARGETS = [("GET", "/pets"), ("GET", "/pets/1"), ("GET", "/pets/2"), ("GET", "/pets?limit=2"), ("POST", "/pets")]


def _bodies(ask: Ask, order: list[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    found = {}
    for method, target in order:
        body = b'{"id": 3, "name": "Tom"}' if method == "POST" else b""
        headers = {"authorization": "Bearer x", "content_type": "application/json"} if body else {}
        found[method, target] = ask(method, target, body, **headers).body
    return found


@pytest.mark.parametrize("dynamic", [True, False])
def test_the_order_of_requests_does_not_matter(asker: Callable[..., Ask], pets_text: str, dynamic: bool) -> None:
    forwards = _bodies(asker(pets_text, seed=7, dynamic=dynamic), _TARGETS)
    shuffled = random.Random(3).sample(_TARGETS * 3, len(_TARGETS) * 3)

    assert _bodies(asker(pets_text, seed=7, dynamic=dynamic), _TARGETS[::-1]) == forwards
    assert _bodies(asker(pets_text, seed=7, dynamic=dynamic), shuffled) == forwards
    assert _bodies(asker(pets_text, seed=8, dynamic=dynamic), _TARGETS) != forwards or not dynamic


def test_what_is_asked_for_decides_a_dynamic_body(asker: Callable[..., Ask], pets_text: str) -> None:
    ask = asker(pets_text, seed=7, dynamic=True)

    assert ask("GET", "/pets/1").body != ask("GET", "/pets/2").body
    assert ask("GET", "/pets/1").body == ask("GET", "/v1/pets/1").body == ask("GET", "/pets/1", user_agent="x").body
    assert ask("GET", "/pets?limit=1&tags=ab").body == ask("GET", "/pets?tags=ab&limit=1").body


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_workers_agree(asker: Callable[..., Ask], pets_text: str) -> None:
    expected = asker(pets_text, seed=7, dynamic=True)("GET", "/pets/1").body
    with Mock(load_text(pets_text), settings=Settings(port=0, workers=2, seed=7, dynamic=True)) as mock:
        found = {httpx.get(f"{mock.url}/pets/1", trust_env=False).content for _ in range(8)}

    assert found == {expected}


def test_another_run_of_python_agrees(tmp_path: Path, pets_text: str) -> None:
    program = """
import sys
from specforge.document.load import load_text
from specforge.mock.message import Request
from specforge.mock.pipeline import compile_mock
from specforge.mock.settings import Settings
pipeline = compile_mock(load_text(sys.stdin.read()), Settings(seed=7, dynamic=True))
sys.stdout.write(pipeline.handle(Request("GET", "/pets/1")).body.decode())
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=pets_text,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert runs[0] == runs[1] != ""
