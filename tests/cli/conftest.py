"""A command line with verbs made for the test."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from specforge.cli import VERBS, cli
from specforge.cli.options import Globals, Verb, global_options

SPEC = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test works in its own folder, with no settings of the machine it runs on."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "SPECFORGE_FORMAT", "SPECFORGE_CONFIG", "SPECFORGE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    return tmp_path


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Globals], Any]], None]:
    """Adds ``specforge try``, which calls the function."""

    def add(function: Callable[[Globals], Any]) -> None:
        command = click.command(cls=Verb)(global_options(function))
        monkeypatch.setitem(sys.modules, "verb_of_a_test", SimpleNamespace(command=command))  # type: ignore[arg-type]
        monkeypatch.setitem(VERBS, "try", ("verb_of_a_test:command", "A verb of a test."))

    return add


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs specforge with arguments."""

    def invoke(*args: str, **options: Any) -> Result:
        return CliRunner().invoke(cli, args, **options)

    return invoke
