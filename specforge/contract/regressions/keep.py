"""What failed in this run goes into the corpus; what was in it is told of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from specforge.atomic import write_atomically
from specforge.contract.collect import Evidence
from specforge.contract.given import without_query
from specforge.contract.problem import PREFIX
from specforge.contract.proofs.setting import slug
from specforge.contract.refine.again import CAN_BE_JUDGED
from specforge.contract.refine.earlier import BY_ITEM
from specforge.contract.refine.sequences import deletes_only_its_own, sequence_of
from specforge.contract.regressions.entry import LONGEST_BODY, MOST_ENTRIES, Entry, read_folder, text_of
from specforge.contract.regressions.story import Story
from specforge.contract.steps.finder import Finder
from specforge.document.model import Document
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
    document: Document | None = None,
) -> Kept:
    """Adds what is new and leaves the other files as they are. ``sent`` was replayed in this run, ``labels`` are all
    operations of the document. Raises OutputError, and UsageError for a folder that cannot be read."""
    found = {fingerprint(one.finding): one for one in evidence}
    kept = Kept()
    known: set[str] = set()
    for path, entry in read_folder(folder):
        known.add(entry.fingerprint)
        if entry.operation not in labels or _is_changed(entry, document):
            kept.stale.append(path)
        elif entry.fingerprint in found:
            kept.failing.append(path)
        elif entry.fingerprint in sent:
            kept.passing.append(path)
    for print, one in found.items():
        new = _entry(print, one, base_url, user, redactor, document) if print not in known else None
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


def _is_changed(entry: Entry, document: Document | None) -> bool:
    """True where the place in the document that the entry is about is gone."""
    if entry.story is None or document is None:
        return False
    return entry.story.problem(entry.rule, "", document) is None


def _entry(
    print: str, one: Evidence, base_url: str, user: User, redactor: Redactor, document: Document | None
) -> Entry | None:
    """None for what cannot be sent again, what deletes, what is too large, and what has a secret in it."""
    sample = one.sample
    exchange = sample.exchange
    if exchange is None or sample.operation is None:
        return None
    is_listed = sample.claim is None and sample.problem.rule in BY_ITEM
    if any(step is not exchange for step in sample.steps) and not is_listed:
        entry = _told(print, one, base_url, user, redactor, document) if document is not None else None
    else:
        request = exchange.request
        deletes = request.method.upper() == "DELETE" and exchange.answer is not None and exchange.answer.status < 400
        if deletes or _is_beyond(request) or sample.problem.rule not in CAN_BE_JUDGED:
            return None
        entry = _sent(request, sample.operation, base_url, user, redactor)
        entry = replace(entry, fingerprint=print, rule=one.finding.rule, message=one.finding.message)
    return None if entry is None or any(secret in text_of(entry) for secret in redactor.values) else entry


def _told(print: str, one: Evidence, base_url: str, user: User, redactor: Redactor, document: Document) -> Entry | None:
    """Several requests; None where it is not known what the last answer shows, or where they delete what is others'."""
    sequence, problem = sequence_of(one.sample), one.sample.problem
    is_here = problem.place.source is document.place.source
    if sequence is None or sequence.claim is None or not is_here or not deletes_only_its_own(sequence):
        return None
    finder = Finder(document.operations)
    entries = []
    for exchange in sequence.exchanges:
        operation = finder.asked(exchange.request)
        if operation is None or exchange.answer is None or _is_beyond(exchange.request):
            return None
        entries.append(_sent(exchange.request, operation.label, base_url, user, redactor))
    story = Story(
        tuple(each.answer.status for each in sequence.exchanges if each.answer is not None),
        sequence.carried,
        sequence.claim,
        problem.place.pointer,
        problem.place.key,
        problem.severity,
        problem.cause,
        problem.is_general,
    )
    label = one.sample.operation or entries[-1].operation
    last = replace(entries[-1], operation=label, before=tuple(entries[:-1]), story=story)
    return replace(last, fingerprint=print, rule=one.finding.rule, message=one.finding.message)


def _is_beyond(request: SentRequest) -> bool:
    return request.truncated or len(request.body or b"") > LONGEST_BODY


def _sent(request: SentRequest, label: str, base_url: str, user: User, redactor: Redactor) -> Entry:
    given = parse_qs(request.query, keep_blank_values=True)
    keys = tuple(name for name, value in user.keys.items() if given.get(name) == [value])
    target = without_query(_below(request, base_url), keys)
    kept = _headers(request, user.headers, redactor)
    return Entry("", "", label, "", request.method, target, kept, request.body, keys)


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
