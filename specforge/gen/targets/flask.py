"""Flask: the services that FastAPI has too, with openapi-core to validate requests."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "flask",
    Target(
        name="flask",
        description="a Flask application, its services yours to write, requests validated by openapi-core",
        generated=("PACKAGE/generated/*",),
        includes=("models", "tests", "openapi_core"),
        upload=".files.UploadFile",
        parts=("routes", "contract"),
        application="main:app",
        server="gunicorn",
        requirements=("flask>=3.1", "pydantic>=2.14", "openapi-core>=0.23.1,<0.24", "gunicorn>=23"),
    ),
)
