"""Every check has its page and its place in the order."""

from __future__ import annotations

import pytest

from specforge.contract.check import CHECKS, sending


@pytest.mark.parametrize("id", list(CHECKS))
def test_a_check_has_a_page_and_says_what_is_wrong(id: str) -> None:
    check = CHECKS[id]
    assert check.page.startswith(f"# {id}\n")
    assert "## How to mend it" in check.page
    assert check.summary.endswith(".")


def test_what_destroys_comes_last() -> None:
    stages = [check.stage for check in sending()]
    assert stages == sorted(stages)
