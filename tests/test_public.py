"""The public names of the package: they are quick to import, and do what they say."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import specforge

ROOT = Path(specforge.__file__).parents[1]


def test_importing_specforge_imports_nothing_else() -> None:
    """``import specforge`` costs nothing."""
    code = "import specforge, sys; print(*sorted(m for m in sys.modules if m.startswith('specforge')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.split() == ["specforge", "specforge._version", "specforge.callables"]


@pytest.mark.parametrize("name", specforge.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """What ``__all__`` lists can be used, and an editor sees it before it was."""
    assert getattr(specforge, name) is not None
    assert name in dir(specforge)


def test_an_unknown_name() -> None:
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'lnit'"):
        _ = specforge.lnit  # type: ignore[attr-defined]


def test_lint_is_a_function_whatever_was_imported(tmp_path: Path) -> None:
    """``specforge.lint(document)`` works, also after a module of the package was imported."""
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.3\ninfo: {title: T}\npaths: {}\n")
    document = specforge.load(tmp_path)

    before = specforge.lint(document)
    importlib.import_module("specforge.lint.engine")

    assert specforge.lint(document) == before
    assert [finding.place.pointer for finding in before][:1] == ["/info"]
