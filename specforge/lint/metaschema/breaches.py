"""What the rules ``oas2-schema`` and ``oas3-schema`` share: failures of the metaschema as problems."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Place, Tokens
from specforge.document.versions import Version
from specforge.lint.about import broken_patterns
from specforge.lint.metaschema.branches import leaves
from specforge.lint.metaschema.consequences import causes
from specforge.lint.metaschema.mildness import is_mild
from specforge.lint.metaschema.objects import object_name
from specforge.lint.metaschema.remedies import fix_of
from specforge.lint.metaschema.structure import Failure, failures
from specforge.lint.metaschema.wording import Wording, wordings
from specforge.lint.rule import Context, Problem
from specforge.lint.subjects import Subjects


def problems(context: Context) -> Iterator[Problem]:
    """Each breach of the metaschema once, in the words of wording.py, without what other rules say better."""
    document = context.document
    said: set[tuple[Node, Tokens, str]] = set()
    spoken_of = frozenset(reference.place for reference in document.index.references)
    family = document.version.family
    for root, failure in causes(failures(document), family) if family else ():
        for leaf in leaves(failure):
            reference = _reference_around(root, leaf.tokens)
            target = reference.resolver.resolve(reference).target if reference else None
            is_said = reference is not None and target is None and reference.place.child("$ref") in spoken_of
            if is_said or _is_for_another_rule(leaf, context):
                continue
            for wording in wordings(leaf, document.version):
                key = (root, wording.tokens, _gist(leaf, wording))
                if key not in said:
                    said.add(key)
                    yield _problem(document, root, leaf, wording, tolerated=target is not None)
    if "invalid-pattern" not in context.running:
        yield from _patterns(context)


def _patterns(context: Context) -> Iterator[Problem]:
    """The metaschemas say that a pattern is a regular expression, as a format."""
    subjects: Subjects = context.once("subjects", Subjects)
    for kind in broken_patterns.KINDS:
        for view in subjects.of(kind, broken_patterns.FIELDS):
            yield from broken_patterns.problems(view)


def _problem(document: Document, root: Node, leaf: Failure, wording: Wording, *, tolerated: bool) -> Problem:
    field = wording.tokens[-1] if wording.key else None
    place = Place(root.source, wording.tokens, key=wording.key)
    return Problem(
        wording.message,
        place,
        help=wording.help,
        fix=fix_of(leaf, wording, place),
        mild=is_mild(leaf, field, document.version),
        echoes=_echoes(leaf, document.version),
        tolerated=tolerated,
    )


def _gist(leaf: Failure, wording: Wording) -> str:
    """A value of the wrong type is often also not in the enum: both are one mistake."""
    return "value" if leaf.keyword in ("type", "enum", "const") else wording.message


def _reference_around(root: Node, tokens: Tokens) -> Node | None:
    """The ``$ref`` that the author wrote here or further out, where the metaschema wants an object of some kind.

    The texts allow references in certain fields only, but every tool follows them everywhere: what counts is the
    target, which is checked where it stands. One that leads nowhere is left to invalid-ref.
    """
    node: Node | None = root
    for depth, token in enumerate((*tokens, "")):
        if node is None:
            return None
        if depth and node.reference is not None:
            return node
        node = node.get(int(token) if isinstance(node.value, list) and token.isdecimal() else token)
    return None


def _is_for_another_rule(leaf: Failure, context: Context) -> bool:
    if leaf.keyword == "propertyNames" and len(leaf.tokens) == 2 and leaf.tokens[0] == "components":
        return "spec-components-invalid-map-name" in context.running  # says so in every version
    if leaf.keyword == "ambiguous" and not isinstance(leaf.value, dict):
        return True  # what is no object fits every alternative that objects are told apart by
    if leaf.keyword == "ambiguous" and "ParameterLocation" in leaf.where:
        return True  # without `in` a parameter fits every location; that `in` is missing is said elsewhere
    about_required = leaf.wanted == "required" or leaf.tokens[-1:] == ("required",)
    is_path_parameter = leaf.tokens[:1] == ("paths",) and object_name(leaf.where) == "this parameter"
    return about_required and is_path_parameter and "path-params" in context.running


def _echoes(leaf: Failure, version: Version) -> tuple[str, ...]:
    """The rules that name the same mistake; one of them may be the rule itself, that says it of another place."""
    if leaf.keyword in ("not", "contains", "maxContains") and leaf.tokens[-1:] == ("parameters",):
        return ("operation-parameters",)  # which tells both of the parameters
    if leaf.keyword == "uniqueItems" and leaf.tokens == ("tags",):
        return ("openapi-tags-uniqueness",)
    fields = leaf.value if isinstance(leaf.value, dict) else {}
    if leaf.keyword == "requiredAny" and "type" in fields and not version.is_swagger:
        return ("oas3-schema",)  # a parameter as in Swagger 2.0: its unknown fields are told one by one
    if leaf.keyword == "required" and leaf.wanted == "type" and "schema" in fields and version.is_swagger:
        return ("oas2-schema",)  # and one as in OpenAPI 3.0
    return ()
