"""Why the shop may refuse a valid request: its own problems, each made in one place.

What the contract alone decides (a broken body, a missing token) is refused by the generated code before a service hears
of it.
"""

from .generated.problems import Problem

_TYPES = "https://bookshop.example/problems"


def wrong_password() -> Problem:
    """The same for an unknown address: who is a customer is nobody's business."""
    challenge = {"WWW-Authenticate": 'Bearer realm="bookshop"'}
    return Problem(401, detail="The e-mail address or the password is wrong.", headers=challenge)


def staff_only() -> Problem:
    """Only members of staff may do this."""
    return Problem(403, detail="You are not a member of staff.")


def not_found(what: str) -> Problem:
    """There is no ``what`` with the identifier of the path."""
    return Problem(404, detail=f"There is no {what} with this identifier.")


def conflict(kind: str, title: str, detail: str) -> Problem:
    """The present state of the shop does not allow it. Clients tell them apart by ``kind``."""
    return Problem(409, title=title, type=f"{_TYPES}/{kind}", detail=detail)


def cover_too_large() -> Problem:
    """The picture has more bytes than a cover may have."""
    return Problem(413, detail="One mebibyte is allowed.")


def not_a_picture() -> Problem:
    """The file is not of a type that a cover may have."""
    return Problem(415, detail="A cover is a PNG or a JPEG file.")
