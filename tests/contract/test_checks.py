"""Every check has its page and its place in the order."""

from __future__ import annotations

import pytest

from specforge.contract.check import CHECKS, sending
from specforge.contract.checks.auth_ignored import is_protected
from specforge.document.load import load_text


@pytest.mark.parametrize("id", list(CHECKS))
def test_a_check_has_a_page_and_says_what_is_wrong(id: str) -> None:
    check = CHECKS[id]
    assert check.page.startswith(f"# {id}\n")
    assert "## How to mend it" in check.page
    assert check.summary.endswith(".")


@pytest.mark.parametrize(
    ("security", "protected"),
    [
        ("[{key: []}]", True),
        ("[{key: [], unknown: []}, {login: []}]", True),
        ("[{}]", False),
        ("[{key: []}, {}]", False),
        ("[]", False),
        ("[{unknown: []}]", False),
        ("[{elsewhere: []}]", False),
        ("[{key: []}, {certificate: []}]", False),
    ],
)
def test_credentials_are_wanted_where_the_document_says_which(security: str, protected: bool) -> None:
    document = load_text(f"""
        openapi: 3.1.0
        paths: {{/a: {{get: {{security: {security}}}}}}}
        components:
          securitySchemes:
            key: {{type: apiKey, in: header, name: X-Key}}
            login: {{type: http, scheme: basic}}
            certificate: {{type: mutualTLS}}
            elsewhere: {{$ref: "nowhere.yaml#/a"}}
    """)

    assert is_protected(document.operations[0]) is protected


def test_what_destroys_comes_last() -> None:
    stages = [check.stage for check in sending()]
    assert stages == sorted(stages)
