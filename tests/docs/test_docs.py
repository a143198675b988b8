"""The documentation: its links lead somewhere, and what it copies from the code is what the code says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from specforge.cli import VERBS
from specforge.config import config_schema
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


def test_the_readme_names_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text()

    named = set(re.findall(r"(?:\$ |`)specforge ([a-z]+)", text))

    assert named and named <= VERBS.keys()


def test_the_document_of_the_tutorial_is_clean() -> None:
    block = re.search(r"```yaml\n(.*?)```", (ROOT / "docs/tutorial.md").read_text(), re.DOTALL)

    assert block is not None
    assert lint(load_text(block[1])) == []
