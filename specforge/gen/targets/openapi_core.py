"""What the targets share whose requests openapi-core validates: not a framework in it, and no use alone."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "openapi_core",
    Target(
        name="openapi_core",
        description="what starlette, flask and django share; comes along with each of them",
        generated=("PACKAGE/generated/*",),
        parts=("routes", "contract"),
    ),
)
