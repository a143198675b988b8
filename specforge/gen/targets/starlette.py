"""Starlette: the services that FastAPI has too, with openapi-core to validate requests."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "starlette",
    Target(
        name="starlette",
        description="a Starlette application, its services yours to write, requests validated by openapi-core",
        generated=("PACKAGE/generated/*",),
        includes=("models", "tests", "openapi_core"),
        upload=".files.UploadFile",
        parts=("routes", "contract"),
        application="main:app",
        server="uvicorn",
        requirements=("starlette>=0.48", "pydantic>=2.14", "openapi-core>=0.23.1,<0.24", "uvicorn>=0.35"),
    ),
)
