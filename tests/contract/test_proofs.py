"""``--write-tests``: what is written fails against the broken service, and passes once it is mended."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specforge.contract.proofs.literals import literal
from specforge.contract.proofs.write import Written, write_tests
from specforge.contract.run import run
from specforge.contract.settings import Identity, Settings
from specforge.contract.target import AppTarget, UrlTarget
from specforge.document.load import load
from specforge.document.model import Document
from specforge.findings.exchange import Exchange, SentRequest

from .conftest import SHOP

SECRET = "Bearer let-me-in"
BROKEN = ("schema", "header", "status", "type", "error", "limit", "auth")


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "shop.yaml").write_text(SHOP)
    return load(tmp_path / "shop.yaml")


def written(document: Document, app: Any, folder: Path, headers: dict[str, str], target: Any = None) -> Written:
    settings = Settings(headers, phases=("examples", "coverage"))
    result = run(document, AppTarget(app), settings)
    return write_tests(result.evidence, document, target or AppTarget(app, "shop_now:app"), settings, folder)


def outcome(path: Path) -> str:
    """Runs the one test of the file."""
    names = runpy.run_path(str(path))
    test = next(value for name, value in names.items() if name.startswith("test_"))
    try:
        test()
    except AssertionError:
        return "failed"
    return "passed"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """``now(app)`` is what ``shop_now:app`` means from now on."""
    module = type(sys)("shop_now")
    monkeypatch.setitem(sys.modules, "shop_now", module)
    monkeypatch.setenv("CONTRACT_AUTHORIZATION", SECRET)
    return lambda app: setattr(module, "app", app)


@pytest.mark.parametrize("fault", BROKEN)
def test_it_fails_until_the_fault_is_mended(
    fault: str, document: Document, shop_app: Any, headers: dict[str, str], tmp_path: Path, now: Callable[[Any], None]
) -> None:
    found = written(document, shop_app(fault), tmp_path / "tests", headers)

    assert found.written and not found.changed
    now(shop_app(fault))
    assert {outcome(path) for path in found.written} == {"failed"}
    now(shop_app())
    assert {outcome(path) for path in found.written} == {"passed"}
    assert not any("let-me-in" in path.read_text() for path in found.written)


def test_what_takes_several_requests_is_asked_of_the_check(
    document: Document, shop_app: Any, headers: dict[str, str], tmp_path: Path, now: Callable[[Any], None]
) -> None:
    settings = Settings(
        headers, phases=("coverage",), identities=(Identity("bob", {"Authorization": "Bearer bobs-own"}),)
    )
    (one,) = run(document, AppTarget(shop_app("schema")), settings).evidence
    one.sample.steps = (Exchange(SentRequest("GET", "http://localhost/items"), None),)
    one.sample.asked = ("next-page", "GET /items")

    (path,) = write_tests([one], document, AppTarget(None, "shop_now:app"), settings, tmp_path).written

    assert "recheck(" in path.read_text() and "bobs-own" not in path.read_text()
    ruff = [sys.executable, "-m", "ruff", "format", "--check", "--isolated", "--no-cache", str(path)]
    assert subprocess.run(ruff, capture_output=True, check=False).returncode == 0
    now(shop_app("schema"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTRACT_BOB_AUTHORIZATION", "Bearer bobs-own")
        assert outcome(path) == "failed"
        now(shop_app())
        assert outcome(path) == "passed"


def test_a_server(
    document: Document, shop_app: Any, headers: dict[str, str], tmp_path: Path, serve: Any, monkeypatch: Any
) -> None:
    target = UrlTarget("http://me:secret@127.0.0.1:1")
    found = written(document, shop_app("schema"), tmp_path / "tests", headers, target)

    assert "secret" not in found.written[0].read_text()
    monkeypatch.setenv("CONTRACT_AUTHORIZATION", SECRET)
    for app, expected in ((shop_app("schema"), "failed"), (shop_app(), "passed")):
        with serve(app) as url:
            monkeypatch.setenv("CONTRACT_URL", url)
            assert {outcome(path) for path in found.written} == {expected}


def test_a_changed_file_is_left_alone(
    document: Document, shop_app: Any, headers: dict[str, str], tmp_path: Path
) -> None:
    (path,) = written(document, shop_app("schema"), tmp_path, headers).written
    text = path.read_text()
    assert written(document, shop_app("schema"), tmp_path, headers).written == [path]
    assert path.read_text() == text
    path.write_text(text.replace("import os", "import os  # mine"))

    found = written(document, shop_app("schema"), tmp_path, headers)

    assert (found.written, found.changed) == ([], [path])
    assert "# mine" in path.read_text()


def test_the_files_are_clean(document: Document, shop_app: Any, headers: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    found = written(document, shop_app(*BROKEN), folder, headers)
    written(document, shop_app(*BROKEN), folder / "url", headers, UrlTarget("http://localhost:8000/v1"))

    assert len(found.written) > 3
    for command in (("check",), ("format", "--check")):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(folder)]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@given(st.text() | st.binary())
def test_literals(value: str | bytes) -> None:
    assert eval(literal(value)) == value
