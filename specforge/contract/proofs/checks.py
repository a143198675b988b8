"""The text of a test for what takes several requests: the check is asked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specforge.contract.proofs.literals import exploded, literal
from specforge.contract.proofs.setting import Setting, docstring, name_of
from specforge.findings.model import Finding

# What is no promise of the document that a test could hold.
_UNTESTED = ("contract/not-tested", "contract/server-down", "contract/no-answer", "contract/other")


def check_text_of(finding: Finding, setting: Setting) -> str | None:
    """The module; None where there is no document that the test could read, or nothing that it could ask."""
    if setting.document is None or finding.rule in _UNTESTED:
        return None
    target = literal(setting.target)
    return "\n".join(
        [
            *docstring(finding),
            "",
            "from __future__ import annotations",
            "",
            "import os",
            "from pathlib import Path",
            "",
            "from specforge.contract.recheck import recheck",
            "",
            f'TARGET = os.environ.get("CONTRACT_TARGET", {target})',
            f"DOCUMENT = Path(__file__).parent / {literal(setting.document)}",
            "",
            "",
            f"def test_{name_of(finding)}() -> None:",
            exploded("found = recheck(", _arguments(finding, setting), ")", "    "),
            "    assert not found, found",
            "",
        ]
    )


def _arguments(finding: Finding, setting: Setting) -> Iterator[str]:
    yield "DOCUMENT"
    yield "TARGET"
    yield literal(finding.rule)
    yield literal(finding.operation) if finding.operation else "None"
    run = setting.run
    if run.headers:
        yield "headers=" + _headers(run.headers, setting, " " * 8)
    if run.keys:
        yield "keys=" + _headers(run.keys, setting, " " * 8)
    for what in ("headers", "keys"):
        given = {one.name: values for one in run.identities if (values := getattr(one, what))}
        inner = (f"{literal(name)}: {_headers(values, setting, ' ' * 12)}" for name, values in given.items())
        if given:
            name = "identities" if what == "headers" else "identity_keys"
            yield f"{name}=" + exploded("{", inner, "}", " " * 8).strip()
    yield f"seed={run.seed}"


def _headers(headers: Mapping[str, str], setting: Setting, indent: str) -> str:
    pairs = (f"{literal(name)}: {setting.value(name, value)}" for name, value in headers.items())
    return exploded("{", pairs, "}", indent).strip()
