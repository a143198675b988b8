"""What the parts of the client's planner share: names in use, forms and errors found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from specforge.document.node import Node
from specforge.gen.context import Context
from specforge.gen.naming import Names
from specforge.gen.plan_client import FormClass

# What the generated module of a group calls its own: no constant, method or argument may hide it.
_WORDS = "self body content_type models scalars wire errors forms"
TAKEN_IN_METHODS = frozenset(_WORDS.split())
_FORM_WORDS = "Any Annotated Literal Mapping NotRequired Sequence TypedDict"
_ERROR_WORDS = """
Any BaseException ClientError ConnectionError DocumentedError Exception InvalidAnswer Literal TimeoutError
UndocumentedStatus models scalars
"""


@dataclass(slots=True)
class ClientContext:
    """One run of the client's planner."""

    context: Context
    constants: Names = field(default_factory=Names)
    methods: Names = field(default_factory=lambda: Names(TAKEN_IN_METHODS))
    form_names: Names = field(default_factory=lambda: Names(_FORM_WORDS.split()))
    error_names: Names = field(default_factory=lambda: Names(_ERROR_WORDS.split()))
    forms: dict[tuple[Node, str], FormClass] = field(default_factory=dict)
    # By status and the type of the body: the class that says both.
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
