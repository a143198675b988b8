"""The documentation: its links lead somewhere, and what it copies from the code is what the code says."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from specforge.cli import VERBS
from specforge.config import config_schema, load_config
from specforge.config.sections import SECTIONS
from specforge.document.load import load_text
from specforge.lint.engine import lint

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", page.read_text())

    local = [link for link in links if "://" not in link]

    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_configuration_schema_is_that_of_the_code() -> None:
    """Mended by ``make docs``."""
    assert json.loads((ROOT / "docs/reference/config.schema.json").read_text()) == config_schema()


def _tables() -> Iterator[ParameterSet]:
    for page in PAGES:
        for number, block in enumerate(re.findall(r"```toml\n(.*?)```", page.read_text(), re.DOTALL), 1):
            yield pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")


@pytest.mark.parametrize("block", list(_tables()))
def test_configurations_can_be_read(block: str, tmp_path: Path) -> None:
    """Ours are; what is for another tool's file is TOML at least."""
    values = tomllib.loads(block)
    ours = values.get("tool", {}).get("specforge") is not None
    if ours or values.keys() <= {"spec", *SECTIONS, "apis"}:
        file = tmp_path / ("pyproject.toml" if ours else "specforge.toml")
        file.write_text(block)

        assert load_config(tmp_path, environ={}).file is not None


def test_the_readme_names_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text()

    named = set(re.findall(r"(?:\$ |`)specforge ([a-z]+)", text))

    assert named and named <= VERBS.keys()


def test_the_document_of_the_tutorial_is_clean() -> None:
    block = re.search(r"```yaml\n(.*?)```", (ROOT / "docs/tutorial.md").read_text(), re.DOTALL)

    assert block is not None
    assert lint(load_text(block[1])) == []
