"""The options of ``specforge diff`` and ``specforge changelog``, and what they say of the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from specforge.cli.options import override
from specforge.config.sections import DiffSection
from specforge.diff.approvals import read_approvals
from specforge.diff.change import Rung
from specforge.diff.policy import OFF, Policy
from specforge.diff.rule import RULES
from specforge.diff.settings import STABILITY_LEVELS, DiffSettings
from specforge.errors import UsageError
from specforge.findings.model import Severity
from specforge.suggest import did_you_mean

F = TypeVar("F", bound=Callable[..., Any])
_DAYS = click.IntRange(min=0)
_FILE = click.Path(dir_okay=False, path_type=Path)
_LEVELS = (*(severity.value for severity in Severity), OFF)

_COMPARED: tuple[Callable[[Any], Any], ...] = (
    click.option("--rev", metavar="REVISION", help="Compare with the same file at this git revision, such as main."),
    click.option("--path", "paths", metavar="GLOB", multiple=True, help="Look only at these paths: '/v2/**'."),
    click.option("--ignore-path", "ignore_paths", metavar="GLOB", multiple=True, help="Do not look at these paths."),
    click.option(
        "--ignore-tag", "ignore_tags", metavar="TAG", multiple=True, help="Do not look at operations with this tag."
    ),
    click.option("--strip-prefix-base", metavar="PATH", help="Leave this out in front of the paths of BASE: /v1."),
    click.option("--strip-prefix-revision", metavar="PATH", help="The same for the paths of REVISION: /v2."),
    click.option(
        "--stability-level",
        type=click.Choice(STABILITY_LEVELS),
        help="Leave operations alone whose x-stability-level is lower. Default: beta.",
    ),
    click.option(
        "--deprecation-days-beta",
        type=_DAYS,
        help="Days from a deprecation to its sunset in beta operations. Default: 0, no sunset needed.",
    ),
    click.option("--deprecation-days-stable", type=_DAYS, help="The same in stable operations. Default: 0."),
    click.option("--attributes", metavar="LIST", help="Show these x- fields of operations: x-team,x-audience."),
    click.option(
        "--flatten-params",
        is_flag=True,
        default=None,
        help="New parameters of a path count as those of its operations.",
    ),
    click.option(
        "--for",
        "rung",
        type=click.Choice([rung.value for rung in Rung]),
        help="Tell only what breaks messages on the wire, also code generated for clients, also handlers of generated "
        "servers, or also what only readers notice: texts.",
    ),
    click.option(
        "--severity", metavar="ID=LEVEL", multiple=True, help="Give changes another severity, or off; ID may be a glob."
    ),
    click.option("--approvals", type=_FILE, help="A file of changes that are agreed to and do not count."),
)


def compared_options(function: F) -> F:
    """Decorator: what both verbs may be told of the comparison, for ``section_of``."""
    for option in reversed(_COMPARED):
        function = option(function)
    return function


def section_of(configured: DiffSection, flags: Mapping[str, Any]) -> DiffSection:
    """The section with the flags that were given. Raises UsageError for a severity that is none."""
    flags = {name: value for name, value in flags.items() if name in DiffSection.__dataclass_fields__}
    levels = dict(_level(text) for text in flags.pop("severity", ()))
    names = flags.pop("attributes", None) or ""
    attributes = tuple(name.strip() for name in names.split(",") if name.strip())
    merged = {**configured.severity, **levels}
    _check_ids(merged)
    return override(configured, **flags, attributes=attributes, severity=merged)


def settings_of(section: DiffSection, flags: Mapping[str, Any]) -> DiffSettings:
    """What the comparison is told."""
    return DiffSettings(
        deprecation_days_beta=section.deprecation_days_beta,
        deprecation_days_stable=section.deprecation_days_stable,
        stability_level=section.stability_level,
        attributes=section.attributes,
        check_version=section.check_version,
        flatten_params=section.flatten_params,
        paths=section.paths,
        ignore_paths=section.ignore_paths,
        ignore_tags=section.ignore_tags,
        texts=flags["rung"] == Rung.DOCS.value,
        base_prefix=flags["strip_prefix_base"] or "",
        revision_prefix=flags["strip_prefix_revision"] or "",
    )


def policy_of(section: DiffSection, flags: Mapping[str, Any], *, may_miss: bool = False) -> Policy:
    """What is made of the changes. ``may_miss``: the file of approvals is about to be written, and need not exist."""
    path = section.approvals
    is_read = path is not None and (path.exists() or not may_miss)
    approvals = read_approvals(path) if path is not None and is_read else ()
    return Policy(section.severity, approvals, Rung(flags["rung"] or Rung.DOCS.value))


def day_of(text: str | None) -> date | None:
    """A date of the command line. Raises UsageError."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise UsageError(f"{text!r} is no date", help="write it as 2027-01-31") from None


def _level(text: str) -> tuple[str, str]:
    id, equals, level = text.partition("=")
    if not equals or level not in _LEVELS:
        raise UsageError(f"--severity takes ID=LEVEL, not {text!r}", help=f"a level is one of {', '.join(_LEVELS)}")
    return id, level


def _check_ids(levels: Mapping[str, str]) -> None:
    """A severity of an id that does not exist would be lost without a word."""
    for id in levels:
        if "*" not in id and "?" not in id and id not in RULES:
            raise UsageError(f"there is no change {id!r}", help=did_you_mean(id, RULES))
