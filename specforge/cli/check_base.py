"""The git revision that ``specforge check`` compares a document with: what is asked for, what CI says, or the trunk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from specforge.document.revision import Revision
from specforge.errors import UsageError

# Three dots as in git: where the work left the branch, so that what others did there since is not held against it.
_TRUNKS = ("origin/HEAD...", "main...", "master...")


@dataclass(frozen=True, slots=True)
class Base:
    """``revision`` is None where there is nothing to compare with; ``why`` says so."""

    revision: Revision | None
    why: str = ""


def find_base(folder: Path, asked: str | None, environ: Mapping[str, str] = os.environ) -> Base:
    """The revision to compare the documents in ``folder`` with. Raises UsageError for one that is asked for and not
    there; what is only guessed may be missing."""
    if asked:
        return Base(Revision(folder, asked, "--base"))
    named = list(_named_by_ci(environ))
    problem = None
    for name in named or _TRUNKS:
        try:
            return Base(Revision(folder, name, "--base"))
        except UsageError as error:
            problem = error
    reason = problem.help or problem.message if named and problem else "there is no git revision to compare with"
    return Base(None, reason)


def _named_by_ci(environ: Mapping[str, str]) -> Iterator[str]:
    """What GitHub Actions and GitLab CI say of the branch that a request is to be merged into."""
    if commit := environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        yield commit
    if branch := environ.get("GITHUB_BASE_REF") or environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"):
        yield f"origin/{branch}..."
        yield f"origin/{branch}"
