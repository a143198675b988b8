"""The variables of the environment that stand for credentials in what is written for others."""

from __future__ import annotations

from specforge.contract.proofs.setting import slug
from specforge.contract.settings import Identity, Settings
from specforge.findings.redact import Redactor


def variables_of(settings: Settings, redactor: Redactor) -> dict[str, str]:
    """The credentials of the run by the names of their variables: ``CONTRACT_AUTHORIZATION``, and
    ``CONTRACT_BOB_AUTHORIZATION`` for another user."""
    found = _variables("", settings, redactor)
    for identity in settings.identities:
        found |= _variables(f"{identity.name}_", identity, redactor)
    return found


def _variables(prefix: str, user: Settings | Identity, redactor: Redactor) -> dict[str, str]:
    names = {name: value for name, value in user.headers.items() if redactor.is_credential(name)} | {**user.keys}
    return {f"CONTRACT_{slug(prefix + name).upper()}": value for name, value in names.items()}
