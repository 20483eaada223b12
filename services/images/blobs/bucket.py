"""An S3 bucket as the store (obstore); keys lie below a prefix.

In: keys and bytes. Out: objects. Credentials come from the usual `AWS_*` variables.
Originals are brought to a nameless local file, since a picture's process only gets an open descriptor.
"""

import tempfile
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from services.images.blobs.shelf import away, checked

T = TypeVar("T")

_CHUNK = 1 << 20
_PATIENCE = timedelta(seconds=10)


class Bucket:
    """One bucket, one prefix."""

    def __init__(self, url: str, *, endpoint: str, staging: Path) -> None:
        parts = urlsplit(url)
        options: dict[str, Any] = {}
        if endpoint:
            options |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
        self._staging = staging
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options={"allow_http": endpoint.startswith("http:"), "timeout": _PATIENCE, "connect_timeout": "3s"},
            retry_config={"max_retries": 2, "retry_timeout": _PATIENCE},
            **options,
        )

    async def take(self, path: Path, key: str) -> None:
        """See Blobs."""
        await _through(obstore.put_async(self._store, checked(key), path, mode="overwrite"))
        path.unlink(missing_ok=True)

    async def put(self, key: str, content: bytes) -> None:
        """See Blobs."""
        await _through(obstore.put_async(self._store, checked(key), content, mode="overwrite"))

    async def open(self, key: str) -> BinaryIO:
        """See Blobs."""
        answer = await _through(obstore.get_async(self._store, checked(key)))
        file = tempfile.TemporaryFile(dir=self._staging)  # noqa: SIM115 - the caller closes it
        try:
            async for chunk in answer.stream(min_chunk_size=_CHUNK):
                file.write(chunk)
        except (BaseError, OSError) as error:
            file.close()
            raise away(error.__class__.__name__) from error
        file.seek(0)
        return cast("BinaryIO", file)

    async def read(self, key: str) -> bytes:
        """See Blobs."""
        answer = await _through(obstore.get_async(self._store, checked(key)))
        return bytes(await _through(answer.bytes_async()))

    async def copy(self, source: str, target: str) -> None:
        """See Blobs."""
        await _through(obstore.copy_async(self._store, checked(source), checked(target)))

    async def delete(self, key: str) -> None:
        """See Blobs."""
        try:
            await _through(obstore.delete_async(self._store, checked(key)))
        except FileNotFoundError:
            return

    async def keys(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """See Blobs."""
        try:
            async for batch in obstore.list(self._store, prefix.rstrip("/")):
                for entry in batch:
                    yield entry["path"], entry["size"]
        except BaseError as error:
            raise away(error.__class__.__name__) from error

    def local(self, key: str) -> Path | None:
        """See Blobs."""
        checked(key)
        return None

    async def check(self) -> None:
        """See Blobs."""
        await self.put("health", b"paddock")


async def _through(work: Awaitable[T]) -> T:
    try:
        return await work
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise away(error.__class__.__name__) from error
