"""What ``uvicorn main:app`` starts in this folder."""

from bookshop_api.main import app

__all__ = ["app"]
