"""Where written tests are run, and what all of them begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from specforge.contract.proofs.literals import literal
from specforge.contract.settings import Settings
from specforge.findings.model import Finding
from specforge.findings.redact import Redactor

_LONGEST_TITLE = 76


@dataclass(frozen=True, slots=True)
class Setting:
    """Where tests are run: ``target`` is a base URL or ``module:app``, ``document`` the path of the document as seen
    from the test. ``secrets`` are the values of headers that may not be written, by the variable that holds them;
    the ``redactor`` knows all parts of them. ``run`` is how the findings were made; ``keys`` are its credentials in the
    query, by parameter."""

    target: str
    document: str | None
    secrets: Mapping[str, str]
    redactor: Redactor
    run: Settings = field(default_factory=Settings)
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_app(self) -> bool:
        return "://" not in self.target

    def variable(self, value: str) -> str | None:
        """That of the environment which holds a secret; None for what is none."""
        return next((variable for variable, secret in self.secrets.items() if secret == value), None)

    def value(self, name: str, value: str) -> str:
        """An expression for the value of a header: a variable of the environment for what is secret."""
        variable = self.variable(value)
        if name.lower() == "cookie" and self.redactor.header(name, value) != value:
            # It may be a session that the server began.
            variable = variable or "CONTRACT_COOKIE"
        return f"os.environ[{literal(variable)}]" if variable else literal(value)


def docstring(finding: Finding) -> Iterator[str]:
    """Ends in a letter or a point whatever the message is, and holds nothing that ends it early."""
    title = _plain(f"{finding.operation or finding.place.file}: {finding.message}")
    cut = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 3] + "..."
    yield f'"""{cut}'
    yield ""
    yield f"{_plain(finding.rule)} at"
    yield f"{_plain(finding.place.file)}#{_plain(finding.place.pointer)}."
    yield '"""'


def _plain(text: str) -> str:
    shown = " ".join(text.split()).replace("\\", "/").replace('"', "'")
    return "".join(character if character.isprintable() else "?" for character in shown)


def name_of(finding: Finding) -> str:
    """What the test is called."""
    return slug(f"{finding.operation or finding.place.pointer} {finding.rule.rpartition('/')[2]}")


def slug(text: str) -> str:
    """Letters, digits and underscores: the part of a name that says what it is about."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:70].rstrip("_") or "api"
