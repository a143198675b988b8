"""What failed in this run goes into the corpus; what was in it is told of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from specforge.atomic import write_atomically
from specforge.contract.collect import Evidence
from specforge.contract.given import without_query
from specforge.contract.problem import PREFIX
from specforge.contract.proofs.setting import slug
from specforge.contract.refine.again import CAN_BE_JUDGED
from specforge.contract.regressions.entry import LONGEST_BODY, MOST_ENTRIES, Entry, read_folder, text_of
from specforge.findings.exchange import SentRequest
from specforge.findings.fingerprint import fingerprint
from specforge.findings.redact import Redactor
from specforge.findings.show import told_headers


@dataclass(frozen=True, slots=True)
class User:
    """Whoever tests: the headers, and the keys in the query by parameter."""

    headers: Mapping[str, str]
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Kept:
    """What became of a corpus: files that were ``added``, entries that ``failing`` again, ``passing`` now, and that
    have no operation any more (``stale``). ``is_full``: there was no room for all."""

    added: list[Path] = field(default_factory=list)
    failing: list[Path] = field(default_factory=list)
    passing: list[Path] = field(default_factory=list)
    stale: list[Path] = field(default_factory=list)
    is_full: bool = False


def keep(
    folder: Path,
    evidence: Iterable[Evidence],
    sent: Collection[str],
    labels: Collection[str],
    base_url: str,
    user: User,
    redactor: Redactor,
) -> Kept:
    """Adds what is new and leaves the other files as they are. ``sent`` was replayed in this run, ``labels`` are all
    operations of the document. Raises OutputError, and UsageError for a folder that cannot be read."""
    found = {fingerprint(one.finding): one for one in evidence}
    kept = Kept()
    known: set[str] = set()
    for path, entry in read_folder(folder):
        known.add(entry.fingerprint)
        if entry.operation not in labels:
            kept.stale.append(path)
        elif entry.fingerprint in found:
            kept.failing.append(path)
        elif entry.fingerprint in sent:
            kept.passing.append(path)
    for print, one in found.items():
        new = _entry(print, one, base_url, user, redactor) if print not in known else None
        if new is None:
            continue
        if len(known) >= MOST_ENTRIES:
            kept.is_full = True
            break
        known.add(print)
        path = folder / f"{slug(new.operation)}_{slug(new.rule.removeprefix(PREFIX))}_{print[:6]}.json"
        write_atomically(path, text_of(new))
        kept.added.append(path)
    return kept


def _entry(print: str, one: Evidence, base_url: str, user: User, redactor: Redactor) -> Entry | None:
    """None for what a single request does not show, what deletes, what is too large, and what has a secret in it."""
    sample = one.sample
    exchange = sample.exchange
    if exchange is None or sample.operation is None or any(step is not exchange for step in sample.steps):
        return None
    request = exchange.request
    deletes = request.method.upper() == "DELETE" and exchange.answer is not None and exchange.answer.status < 400
    if deletes or request.truncated or len(request.body or b"") > LONGEST_BODY:
        return None
    if sample.problem.rule not in CAN_BE_JUDGED:
        return None
    message = one.finding.message
    kept = _headers(request, user.headers, redactor)
    target = _below(request, base_url)
    given = parse_qs(request.query, keep_blank_values=True)
    keys = tuple(name for name, value in user.keys.items() if given.get(name) == [value])
    entry = Entry(
        print,
        one.finding.rule,
        sample.operation,
        message,
        request.method,
        without_query(target, keys),
        kept,
        request.body,
        keys,
    )
    return None if any(secret in text_of(entry) for secret in redactor.values) else entry


def _headers(request: SentRequest, headers: Mapping[str, str], redactor: Redactor) -> dict[str, str | None]:
    """A credential that the user gave is that of whoever runs the test next; one that a check made up is kept."""
    given = {name.lower(): value for name, value in headers.items()}
    return {
        name: None if _is_of_run(name, value, given, redactor) else value
        for name, value in told_headers(request).items()
    }


def _is_of_run(name: str, value: str, given: Mapping[str, str], redactor: Redactor) -> bool:
    if name.lower() == "cookie":
        # What the server has set may be a session.
        return redactor.header(name, value) != value
    return redactor.is_credential(name) and given.get(name.lower()) == value


def _below(request: SentRequest, base_url: str) -> str:
    path = request.path.removeprefix(urlsplit(base_url).path.rstrip("/")) or "/"
    return f"{path}?{request.query}" if request.query else path
