"""versions: the version of the document does not tell what changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Change
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.versions import Semantic, parse_version
from specforge.findings.model import Severity


def _verdict(old: Semantic, new: Semantic) -> tuple[str, str] | None:
    if new < old:
        return "api-version-decreased", "the version decreased"
    if new == old:
        return "api-version-not-bumped", "the version is the same"
    # Below 1.0.0 the minor version has the part of the major one.
    is_enough = new.major > old.major or (old.major == 0 and new.minor > old.minor)
    return None if is_enough else ("api-major-version-not-bumped", "the major version did not increase")


@rule(
    "Changes",
    infos=(
        "api-major-version-not-bumped",
        "api-version-decreased",
        "api-version-not-bumped",
    ),
    docs=("*",),
)
def check(pair: list[Change], context: Context) -> Iterator[Note]:
    """The version of the document does not tell what changed."""

    if not context.settings.check_version or not any(change.severity.reaches(Severity.WARNING) for change in pair):
        return
    documents = context.documents
    old, new = (parse_version(document.api_version) for document in (documents.base, documents.revision))
    if old is None or new is None:
        return
    verdict = _verdict(old, new)
    if verdict:
        id, text = verdict
        names = f"{documents.base.api_version} to {documents.revision.api_version}"
        yield documents.note(id, f"a breaking change was found, but {text} (from {names})", "info", "version")
