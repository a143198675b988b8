"""The options of ``specforge test``, and what they and the configuration say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from specforge.cli.options import Globals, config_for, override
from specforge.config.sections import TestSection
from specforge.contract.coverage.gate import parse_minimum
from specforge.contract.given import given, parse_given, split_identities
from specforge.contract.rule import parse_rules
from specforge.contract.selection.changes import changed_since
from specforge.contract.selection.shard import Shard
from specforge.contract.settings import (
    DEFAULT_EXAMPLES,
    DEFAULT_TIMEOUT,
    PHASES,
    QUICK_PHASES,
    Identity,
    Settings,
    order_phases,
    parse_header,
    parse_identities,
    parse_phases,
    parse_rate,
    random_seed,
)
from specforge.contract.slo.bounds import DOCUMENT
from specforge.document.model import Document
from specforge.durations import read_duration
from specforge.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--url",
        metavar="URL",
        help="The running server. Without a path in it, the path of the document's first server is added.",
    ),
    click.option("--app", metavar="MODULE:APP", help="An ASGI or WSGI application, called without a server."),
    click.option("--har", multiple=True, metavar="FILE", help="Judge this recorded traffic instead; - is stdin."),
    click.option("--start", metavar="COMMAND", help="Start this for the run: 'uvicorn app:app --port {port}'."),
    click.option("--wait-for", metavar="PATH", help="Begin when this path answers, such as /health."),
    click.option("--start-timeout", metavar="TIME", help="How long to wait for what was started. Default: 60s."),
    click.option("-H", "--header", "header", multiple=True, metavar="HEADER", help="Sent with every request."),
    click.option(
        "--auth",
        multiple=True,
        metavar="SCHEME=VALUE",
        help="The credentials of a security scheme: 'apiKey=x', 'basic=user:password', 'bearer=${TOKEN}'.",
    ),
    click.option(
        "--as",
        "as_",
        multiple=True,
        metavar="NAME=HEADER",
        help="Another user: 'bob=Authorization: Bearer x', 'bob=apiKey=y'.",
    ),
    click.option("--seed", type=click.IntRange(min=0), help="Repeat the run that printed this seed."),
    click.option("--budget", metavar="TIME", help="Stop after this time, such as 60s; what matters most comes first."),
    click.option("--phases", "--phase", metavar="LIST", help=f"Which to run, of {','.join(PHASES)}. Default: all."),
    click.option("--quick", is_flag=True, default=None, help="For every change: leave out what is random."),
    click.option("--workers", type=click.IntRange(1, 64), help="Operations to test at the same time. Default: 1."),
    click.option("--rate-limit", metavar="RATE", help="Send no more requests than this: 100/s, 100/m, 100/h."),
    click.option(
        "--max-examples",
        type=click.IntRange(min=1),
        help=f"Random requests for each operation. Default: {DEFAULT_EXAMPLES}.",
    ),
    click.option("--timeout", metavar="TIME", help="How long to wait for one answer. Default: 10s."),
    click.option("--include", multiple=True, metavar="NAME", help="Only this operation id, path, method or tag."),
    click.option("--exclude", multiple=True, metavar="NAME", help="Not this operation id, path, method or tag."),
    click.option("--select", multiple=True, metavar="RULES", help="Report only these rules, separated by commas."),
    click.option("--ignore", multiple=True, metavar="RULES", help="Do not look for these rules."),
    click.option("--changed-since", metavar="REVISION", help="Only operations that have changed since then, for git."),
    click.option("--shard", metavar="I/N", help="Test one of N parts of the operations, for N machines: 1/3."),
    click.option(
        "--slo",
        multiple=True,
        metavar="BOUND",
        help="Measure answer times instead: p95=300ms, or `document` for the bounds that it has.",
    ),
    click.option("--slo-time", metavar="TIME", help="How long to measure. Default: 20s."),
    click.option("--slo-writes", is_flag=True, default=None, help="Measure operations that write, too."),
    click.option(
        "--export", type=click.Choice(["locust"]), help="Write a load test from the document instead (-o FILE)."
    ),
    click.option("--self-check", is_flag=True, help="Break a mock of the document, and say what this test would miss."),
    click.option(
        "--min-mutation-score",
        type=click.FloatRange(0, 100),
        metavar="PERCENT",
        help="Fail where a self-check notices less than this part of what it breaks.",
    ),
    click.option("--report", multiple=True, metavar="FORMAT:PATH", help="Also write this report: junit:out.xml."),
    click.option("--coverage", is_flag=True, help="Show what of each operation was exercised."),
    click.option("--min-coverage", metavar="PERCENT", help="Fail below this: 80, or operations=100,responses=80."),
    click.option(
        "--write-tests", type=click.Path(path_type=Path), metavar="DIR", help="Write a test for each finding into DIR."
    ),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Leave out the findings that this file knows.",
    ),
    click.option("--baseline-update", is_flag=True, help="Write the baseline: it knows what is found now."),
    click.option("--baseline-until", metavar="DATE", help="The last day of what --baseline-update adds."),
    click.option(
        "--regressions", type=click.Path(path_type=Path), metavar="DIR", help="Keep what failed here; it is sent first."
    ),
    click.option(
        "--regressions-prune", is_flag=True, help="Remove kept failures that pass now, or are gone from the document."
    ),
    click.option("--show-secrets", is_flag=True, help="Do not hide credentials in reports."),
)


def contract_options(function: F) -> F:
    """Decorator: all of them but the global ones."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


# What the command line says in the words of the configuration.
_SAME = (
    "start",
    "wait_for",
    "seed",
    "quick",
    "workers",
    "max_examples",
    "include",
    "exclude",
    "select",
    "ignore",
    "changed_since",
    "min_mutation_score",
    "slo",
    "slo_writes",
    "fail_on",
    "write_tests",
    "regressions",
    "baseline",
)


def section_of(globals: Globals, spec: str | None, flags: dict[str, Any]) -> TestSection:
    """The configuration, overlaid with the flags. A target on the command line replaces any configured one."""
    section = config_for(globals, spec).test
    if flags["url"] or flags["app"] or flags["start"]:
        section = override(section, url=flags["url"] or "", app=flags["app"] or "", start=flags["start"] or "")
    headers = {**section.headers, **dict(parse_header(text) for text in flags["header"])}
    auth = {**section.auth, **parse_given(flags["auth"])}
    by_header, by_scheme = split_identities(flags["as_"])
    identities = parse_identities(by_header, section.identities)
    identity_auth = {**section.identity_auth, **by_scheme}
    durations = {name: _duration(name, flags[name]) for name in ("budget", "timeout", "start_timeout", "slo_time")}
    phases = parse_phases(flags["phases"]) if flags["phases"] is not None else None
    rate = parse_rate(flags["rate_limit"]) if flags["rate_limit"] is not None else None
    minimum = parse_minimum(flags["min_coverage"]) if flags["min_coverage"] is not None else None
    same = {name: flags[name] for name in _SAME}
    # The bounds of the document apply anyway; those that are configured stay as they are.
    same["slo"] = tuple(bound for bound in flags["slo"] if bound != DOCUMENT)
    return override(
        section,
        headers=headers,
        identities=identities,
        auth=auth,
        identity_auth=identity_auth,
        phases=phases,
        rate_limit=rate,
        min_coverage=minimum,
        **durations,
        **same,
    )


def settings_of(section: TestSection, document: Document, shard: Shard | None, *, show_secrets: bool) -> Settings:
    """Raises UsageError for a git revision that is not known, and for credentials that the document does not know."""
    own = given(document, section.auth, section.headers)
    return Settings(
        headers=own.headers,
        keys=own.keys,
        identities=tuple(_identities(section, document)),
        seed=random_seed() if section.seed is None else section.seed,
        budget=section.budget,
        phases=order_phases(section.phases or (QUICK_PHASES if section.quick else PHASES)),
        workers=section.workers,
        max_examples=section.max_examples,
        include=section.include,
        exclude=section.exclude,
        labels=changed_since(document, section.changed_since) if section.changed_since else None,
        rate_limit=section.rate_limit,
        timeout=section.timeout or DEFAULT_TIMEOUT,
        show_secrets=show_secrets,
        shard=shard,
        regressions=section.regressions,
        ignored_checks=parse_rules(section.ignore),
        selected_rules=parse_rules(section.select),
    )


def _identities(section: TestSection, document: Document) -> Iterator[Identity]:
    for name in dict.fromkeys((*section.identities, *section.identity_auth)):
        found = given(document, section.identity_auth.get(name, {}), section.identities.get(name, {}))
        yield Identity(name, found.headers, found.keys)


def _duration(name: str, text: str | None) -> float | None:
    if text is None:
        return None
    option = f"--{name.replace('_', '-')}"
    try:
        seconds = read_duration(text)
    except ValueError as problem:
        raise UsageError(f"{option}: {problem}") from problem
    if not seconds:
        raise UsageError(f"{option} must be more than nothing")
    return seconds
