"""no-ambiguous-paths: two path templates that one request can fit."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Related, Severity
from specforge.lint.about.templates import path_nodes, shape
from specforge.lint.rule import Context, Problem, rule

_VARIABLE = "/"  # no segment holds a slash, so this key is free


class _Branch(dict[str, "_Branch"]):
    """Paths by segments: a branch per literal segment, and one for all parameters."""

    path: str | None = None


@rule(
    "no-ambiguous-paths",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A request can fit two path templates, and neither is the more concrete one."""
    nodes = dict(path_nodes(document))
    trees: dict[tuple[int, int], _Branch] = {}
    for path, node in nodes.items():
        segments = [_VARIABLE if _is_variable(segment) else segment for segment in path.split("/")[1:]]
        tree = trees.setdefault((len(segments), segments.count(_VARIABLE)), _Branch())
        known = _find(tree, segments)
        _add(tree, segments, path)
        if known is not None and shape(known) != shape(path):  # else no-identical-paths speaks of them
            yield Problem(
                f"a request can fit `{known}` as well as `{path}`",
                node.key_place,
                related=(Related("the other path", nodes[known].key_place),),
            )


def _is_variable(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}") and len(segment) > 2


def _add(tree: _Branch, segments: list[str], path: str) -> None:
    for segment in segments:
        tree = tree.setdefault(segment, _Branch())
    tree.path = tree.path or path


def _find(tree: _Branch, segments: list[str]) -> str | None:
    """A path in the tree that fits the segments: wherever one of the two has a parameter, or both say the same."""
    branches = [iter([tree])]
    while branches:
        branch = next(branches[-1], None)
        if branch is None:
            branches.pop()
        elif len(branches) > len(segments):
            return branch.path
        else:
            segment = segments[len(branches) - 1]
            fits = [key for key in (_VARIABLE, segment) if key in branch]
            branches.append(iter(branch.values()) if segment == _VARIABLE else iter([branch[key] for key in fits]))
    return None
