"""One rule on a few operations: what ``specforge test`` would find now. For tests of what takes several requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from specforge.contract.problem import PREFIX
from specforge.contract.run import run
from specforge.contract.settings import Identity, Settings
from specforge.contract.target import load_app, url_target
from specforge.document.load import load

# Found by the engine, which follows resources by itself; all others that take several requests are checks of our own.
_OF_SEQUENCES = ("use-after-free", "resource-unavailable")


def recheck(
    document: str | Path,
    target: str,
    rule: str,
    operation: str | None,
    *,
    headers: Mapping[str, str] | None = None,
    keys: Mapping[str, str] | None = None,
    identities: Mapping[str, Mapping[str, str]] | None = None,
    identity_keys: Mapping[str, Mapping[str, str]] | None = None,
    seed: int = 0,
) -> list[str]:
    """The messages of the findings that this rule has in the operation (in any where it is None), and that a server at
    the URL ``target``, or the application ``module:app``, deserves now.

    Requests go to this operation and those whose path begins alike. ``identities`` are the credentials of other users
    by name; ``keys`` and ``identity_keys`` are those that belong in the query, by security scheme. Raises InputError,
    UsageError and ServerError.
    """
    loaded = load(document)
    where = url_target(target, loaded) if "://" in target else load_app(target)
    is_sequence = rule.removeprefix(PREFIX) in _OF_SEQUENCES
    settings = Settings(
        headers or {},
        seed=seed,
        phases=("probes", "coverage", "stateful") if is_sequence else ("probes", "coverage"),
        include=(_around(operation),) if operation is not None else (),
        identities=tuple(_identities(identities or {}, identity_keys or {})),
        keys=keys or {},
    )
    found = [finding for finding in run(loaded, where, settings).findings if finding.rule == rule]
    return [one.message for one in found if operation in (None, one.operation, *one.operations)]


def _identities(headers: Mapping[str, Mapping[str, str]], keys: Mapping[str, Mapping[str, str]]) -> Iterator[Identity]:
    for name in dict.fromkeys((*headers, *keys)):
        yield Identity(name, headers.get(name, {}), keys.get(name, {}))


def _around(label: str) -> str:
    """The operations below the first part of the path: where things are created, and where they are looked at."""
    path = label.partition(" ")[2]
    return f"/{path.split('/')[1]}*" if "{" not in path.split("/")[1] else "/*"
