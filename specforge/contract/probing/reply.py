"""Whether an implementation carried out what it was asked for."""

from __future__ import annotations

from specforge.contract.events import Case
from specforge.contract.probing.pool import body_of
from specforge.contract.probing.tester import PHASE
from specforge.findings.exchange import Exchange

# 207 (RFC 4918 section 13) says for each part by itself whether it was done.
_MULTI_STATUS = 207
_FAILED = ("error", "fail", "failed", "failure")


def is_carried_out(exchange: Exchange, valid: Exchange | None = None) -> bool:
    """True for an answer that says that the request was carried out (RFC 9110 section 15.3), by its status and not by
    its body otherwise. ``valid`` is an exchange whose request was carried out without doubt."""
    answer = exchange.answer
    if answer is None or not 200 <= answer.status < 300 or answer.status == _MULTI_STATUS:
        return False
    return not _tells_of_errors(exchange) or (valid is not None and _tells_of_errors(valid))


def is_echo(case: Case) -> bool:
    """True for what was accepted though it is invalid: that the answer shows it then is no second fault."""
    answer = case.exchange.answer
    return case.phase == PHASE and case.negative and answer is not None and 200 <= answer.status < 300


def _tells_of_errors(exchange: Exchange) -> bool:
    """True for ``{"success": false}`` and ``{"errors": [...]}`` under a status of success."""
    body = body_of(exchange)
    if not isinstance(body, dict):
        return False
    if any(body.get(name) is False for name in ("ok", "success")) or body.get("status") in _FAILED:
        return True
    return any(bool(body.get(name)) for name in ("error", "errors"))
