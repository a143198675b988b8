"""A typed client of the API on httpx, synchronous and asynchronous; it needs no server framework."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "client",
    Target(
        name="client",
        description="a typed httpx client of the API, synchronous and asynchronous",
        generated=("PACKAGE/generated/*",),
        includes=("models",),
        parts=("client",),
    ),
)
