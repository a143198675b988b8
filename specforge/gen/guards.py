"""Security requirements: what operations ask of their callers, each distinct one under a name of its own."""

from __future__ import annotations

from specforge.document.model import Operation
from specforge.gen.naming import Names, class_name
from specforge.gen.plan import Guard

_WORDS = """
Annotated Any Authenticator Caller Depends Mapping NoAuthenticator Problem Protocol Request Require SCHEMES Scheme
"""
_TAKEN = frozenset(_WORDS.split())

Requirements = tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]


class Guards:
    """The requirements of all operations, each once and under a name."""

    def __init__(self) -> None:
        self._names = Names(_TAKEN)
        self._known: dict[Requirements, Guard] = {}

    @property
    def all(self) -> tuple[Guard, ...]:
        return tuple(self._known.values())

    def of(self, operation: Operation) -> str | None:
        """The name of what an operation requires; None when nobody has to say who they are."""
        alternatives = tuple(tuple(requirement.schemes.items()) for requirement in operation.security)
        if not any(alternatives):
            return None
        if alternatives not in self._known:
            self._known[alternatives] = Guard(self._names.take(_guard_name(alternatives)), alternatives)
        return self._known[alternatives].name


def _guard_name(alternatives: Requirements) -> str:
    """``BearerAuth``, ``BearerAuthReadBooks``, ``BasicAuthOrApiKey``, ``BasicAuthOrAnonymous``."""
    parts = [
        "And".join(_scheme_words(*needed) for needed in alternative) or "Anonymous" for alternative in alternatives
    ]
    return class_name("Or".join(parts), "Guard")


def _scheme_words(name: str, scopes: tuple[str, ...]) -> str:
    return class_name(name, "Scheme") + "".join(class_name(scope, "") for scope in scopes)
