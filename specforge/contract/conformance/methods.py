"""Methods that a path does not have: what is wrong with the answer to one, whoever sent it."""

from __future__ import annotations

from collections.abc import Collection

from specforge.contract.problem import Problem
from specforge.document.model import PathItem
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.findings.show import status_line


def not_refused(item: PathItem, method: str, status: int) -> Problem:
    """Another status than 405."""
    message = f"{method} {item.path} is not in the document, but it is answered with {status_line(status)}"
    return _general(f"{message} instead of 405", item, str(status))


def without_allow(item: PathItem, method: str) -> Problem:
    """405 has to say what is allowed."""
    return _general(
        f"405 in answer to {method} {item.path} has no Allow header (RFC 9110 section 15.5.6)", item, "allow"
    )


def _general(message: str, item: PathItem, cause: str) -> Problem:
    """One cause for all paths: most services have one place that answers for what they do not have."""
    place, level = _place(item), Severity.WARNING
    return Problem("unsupported-method", message, place, level, of_path=True, cause=cause, is_general=True)


def wrong_allow(item: PathItem, missing: Collection[str], added: Collection[str]) -> Problem | None:
    """An Allow header that lacks methods of the document, or adds some; None where it does neither."""
    said = [f"lacks {', '.join(missing)}"] if missing else []
    said += [f"adds the undocumented {', '.join(added)}"] if added else []
    if not said:
        return None
    message = f"the Allow header of {item.path} {' and '.join(said)}"
    # A router that knows only one method of a path at a time says so of all paths.
    cause = "" if added else "lacks"
    place, level = _place(item), Severity.WARNING
    return Problem("allow-header", message, place, level, of_path=True, cause=cause, is_general=not added)


def wrong_of_itself(item: PathItem, method: str) -> Problem:
    """A method that is refused for not being there, and named as one that is."""
    message = f"the answer to {method} {item.path} is 405, but its Allow header names {method}"
    return Problem(
        "allow-header", message, _place(item), Severity.WARNING, of_path=True, cause="itself", is_general=True
    )


def _place(item: PathItem) -> Place:
    return (item.reference or item.node).key_place
