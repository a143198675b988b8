"""The schemas as Pydantic models, without a framework: what every other target of Python code builds on."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "models",
    Target(
        name="models",
        description="Pydantic models of the schemas, nothing else",
        generated=("PACKAGE/generated/*",),
        parts=(),
    ),
)
