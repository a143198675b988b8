"""The options of ``specforge mock`` with which real traffic is judged, recorded and replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from specforge.cli.options import Globals, fail_on_option, override, render
from specforge.config.kinds import read_statuses
from specforge.config.sections import MockSection
from specforge.durations import read_duration
from specforge.errors import UsageError
from specforge.findings.model import Report, count_by_severity
from specforge.findings.redact import Redactor
from specforge.findings.threshold import passes
from specforge.mock.engine import Engine
from specforge.mock.settings import UPSTREAM_TIMEOUT, ProxySettings, Settings

_FILE = click.Path(path_type=Path)
# The options that say how a proxy works.
_OF_PROXY = ("remock", "no_validate_request", "upstream_proxy", "upstream_timeout", "insecure")
_HERE = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::")

PROXY_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--proxy", metavar="URL", help="Pass requests on to this server, and check them and its answers."),
    click.option(
        "--remock",
        metavar="LIST",
        help="Answer in place of a server that answers with one of these statuses, or none. Default: 501.",
    ),
    click.option("--no-validate-request", is_flag=True, help="Do not check what is passed on, but its credentials."),
    click.option("--upstream-proxy", metavar="URL", help="An HTTP proxy on the way to the server of --proxy."),
    click.option("--upstream-timeout", metavar="TIME", help="How long to wait for its answer. Default: 30s."),
    click.option("--record", type=_FILE, metavar="FILE", help="Write the traffic to FILE, an HTTP archive (HAR)."),
    click.option("--record-secrets", is_flag=True, default=None, help="Leave credentials in what is recorded."),
    click.option("--replay", type=_FILE, metavar="FILE", help="Answer from FILE, an HTTP archive, what it holds."),
    fail_on_option,
    click.option("--insecure", is_flag=True, default=None, help="Accept any certificate of the server of --proxy."),
)


def proxy_section(section: MockSection, flags: dict[str, Any]) -> MockSection:
    """The configuration, overlaid with the flags. Raises UsageError."""
    names = ("proxy", "upstream_proxy", "insecure", "fail_on", "record", "record_secrets", "replay")
    section = override(section, **{name: flags[name] for name in names})
    # No status at all is a choice too, and no option that was left out.
    return section if flags["remock"] is None else replace(section, remock=_statuses(flags["remock"]))


def proxy_settings(section: MockSection, flags: dict[str, Any]) -> ProxySettings | None:
    """How the proxy is to work, None where there is to be none. Raises UsageError."""
    if not section.proxy:
        return None
    if _is_itself(section, section.proxy):
        raise UsageError(f"--proxy {section.proxy} is this mock itself", help="choose another port for it with -p")
    return ProxySettings(
        section.proxy,
        remock=section.remock,
        validate_request=not flags["no_validate_request"],
        via=section.upstream_proxy,
        timeout=_duration(flags["upstream_timeout"]),
        insecure=section.insecure,
    )


def refuse_idle(flags: dict[str, Any], settings: Iterable[Settings]) -> None:
    """Options for what is not asked for do nothing, and who gives them believes otherwise. Raises UsageError."""
    every = list(settings)
    idle = [] if any(one.proxy for one in every) else [(name, "--proxy URL") for name in _OF_PROXY]
    idle += [] if any(one.record for one in every) else [("record_secrets", "--record FILE")]
    for name, needed in idle:
        if flags[name]:
            raise UsageError(f"--{name.replace('_', '-')} does nothing without {needed}")


def _is_itself(section: MockSection, url: str) -> bool:
    try:
        address = (urlsplit(url).hostname, urlsplit(url).port)
    except ValueError:  # whoever opens the proxy says so
        return False
    hosts = {section.host}
    if section.host in _EVERYWHERE:
        hosts.update(_HERE)
    elif section.host in _HERE:
        hosts.add("localhost")
    return section.port != 0 and address in {(host, section.port) for host in hosts}


def upstream_names(every: Iterable[Settings]) -> str | None:
    """The servers of ``--proxy`` as they may be shown."""
    return _listed(Redactor().url(one.proxy.url) for one in every if one.proxy)


def _listed(names: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(names)) or None


def report_findings(globals: Globals, section: MockSection, engine: Engine, every: list[Settings]) -> bool:
    """Prints what was wrong with the traffic; True where that makes the command fail."""
    findings = engine.findings
    ok = passes(findings, section.fail_on)
    facts = {"proxy": upstream_names(every), "replay": _listed(str(one.replay) for one in every if one.replay)}
    summary = {**facts, **count_by_severity(findings)}
    globals.console.result(render(globals, Report("mock", findings, ok=ok, summary=summary)), globals.output_path)
    return not ok


def _statuses(text: str) -> tuple[int, ...]:
    try:
        return read_statuses([] if text == "none" else text.split(","))
    except ValueError:
        raise UsageError(f"--remock {text!r} is no list of statuses", help="write it as 404,501") from None


def _duration(text: str | None) -> float:
    try:
        seconds = UPSTREAM_TIMEOUT if text is None else read_duration(text)
    except ValueError as problem:
        raise UsageError(f"--upstream-timeout: {problem}") from problem
    if not seconds:
        raise UsageError("--upstream-timeout must be more than nothing")
    return seconds
