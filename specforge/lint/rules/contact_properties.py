"""contact-properties: a contact that cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.presence import says_something
from specforge.lint.rule import Context, Problem, rule

_FIELDS = ("name", "url", "email")


@rule("contact-properties", on="Document", severity=Severity.WARNING, origin="spectral:oas", recommended=False)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The contact lacks a name, a URL or an e-mail address."""
    contact = document.node.at("info", "contact")
    fields = contact.follow().value if contact is not None else None
    if contact is None or not isinstance(fields, dict):
        return
    absent = [f"`{name}`" for name in _FIELDS if name not in fields]
    if absent:
        yield Problem(f"the contact has no {' and no '.join(absent)}", contact.follow().key_place)
    for name in _FIELDS:
        if name in fields and not says_something(fields[name]):
            yield Problem(f"the `{name}` of the contact is empty", contact.follow().place.child(name))
