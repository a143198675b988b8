"""What the modules of rules declare, read off their text.

Of most rules no more is wanted than the name and whether they are on, and importing them all would take longer than
linting a small document. So this is read in a few milliseconds, and only rules that run are imported.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from specforge.findings.model import Severity

_RULE = re.compile(r'^@rule\(\s*"(?P<id>[^"]+)"(?P<rest>.*?)^def ', re.MULTILINE | re.DOTALL)
_ARGUMENT = re.compile(
    r"\b(severity|ruleset_severity|origin|structural|recommended|default)="
    r'(?:Severity\.(\w+)|"([^"]*)"|(True|False|None)\b)'
)


@dataclass(frozen=True)
class Outline:
    """What decides whether a rule runs; see the parameters of ``rule`` for the fields."""

    id: str
    severity: Severity
    ruleset_severity: Severity
    origin: str
    structural: bool
    recommended: bool
    default: bool


@cache
def catalog(package: str) -> dict[str, tuple[str, Outline]]:
    """Of each rule in the package, by id: its module and its outline.

    Empty where the sources are not there, or one declares its rule in a way that cannot be read without importing it.
    """
    folder = Path(next(iter(importlib.import_module(package).__path__)))
    found = {}
    try:
        for path in sorted(folder.glob("[!_]*.py")):
            outline = outline_in(path.read_bytes().decode())
            found[outline.id] = (f"{package}.{path.stem}", outline)
    except (OSError, UnicodeError, LookupError):
        return {}
    return found


def modules(package: str) -> dict[str, str]:
    """The module of each rule in the package; empty where that is not known without importing all of them."""
    return {name: module for name, (module, _) in catalog(package).items()}


def outline_in(text: str) -> Outline:
    """What the source text of a rule's module declares. Raises LookupError where it says so in an unusual way."""
    declared = _RULE.search(text)
    if declared is None:
        raise LookupError("no `@rule(` with an id and a `def` under it")
    said = {name: severity or text or truth for name, severity, text, truth in _ARGUMENT.findall(declared["rest"])}
    recommended = said.get("recommended", "True")
    default = said.get("default", "None")
    return Outline(
        id=declared["id"],
        severity=Severity[said["severity"]],
        ruleset_severity=Severity[said.get("ruleset_severity", said["severity"])],
        origin=said.get("origin", "specforge"),
        structural=said.get("structural") == "True",
        recommended=recommended == "True",
        default=(recommended if default == "None" else default) == "True",
    )
