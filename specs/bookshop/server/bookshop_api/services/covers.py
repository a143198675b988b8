"""The pictures on the front of the books."""

from uuid import UUID

from pydantic import MISSING

from ..generated import models
from ..generated.security import Caller
from ..generated.services.covers import CoversProtocol
from ..generated.wire import Reply
from ..links import cover_url
from ..refusals import cover_too_large, not_a_picture
from ..security import require_staff
from ..storage import Storage
from ..tables import BookRow, CoverRow, now
from .lookup import find

_MAX_BYTES = 1024 * 1024
_MEDIA_TYPES = frozenset(models.CoverMediaType)


class CoversService(CoversProtocol):
    """Everybody may see a cover; members of staff may set it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def download_cover(self, *, book_id: UUID) -> Reply:
        """The picture, with the media type that it was uploaded with."""
        with self._storage.session() as session:
            cover = find(session, CoverRow, book_id, "cover")
            return Reply(cover.content, media_type=cover.media_type)

    async def upload_cover(self, *, caller: Caller, book_id: UUID, body: models.UploadCoverForm) -> models.Cover:
        """Store the picture in place of the one before."""
        require_staff(caller)
        if body.image.content_type not in _MEDIA_TYPES:
            raise not_a_picture()
        content = await body.image.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise cover_too_large()
        cover = CoverRow(
            book_id=book_id,
            media_type=body.image.content_type,
            content=content,
            alt_text=None if body.altText is MISSING else body.altText,
            uploaded_at=now(),
        )
        with self._storage.session() as session:
            find(session, BookRow, book_id, "book")
            session.merge(cover)
        return _model(cover)


def _model(row: CoverRow) -> models.Cover:
    return models.Cover(
        url=cover_url(row.book_id),
        mediaType=models.CoverMediaType(row.media_type),
        sizeBytes=len(row.content),
        altText=row.alt_text,
        uploadedAt=row.uploaded_at,
    )
