"""A source of articles as bytes: a file or what a server sent, expanded within a limit."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

if TYPE_CHECKING:
    from pathlib import Path

GZIP_START: Final = b"\x1f\x8b"
ZSTD_START: Final = b"\x28\xb5\x2f\xfd"
HEAD: Final = 1 << 16  # bytes by which a format is told
MOST_EXPANSION: Final = 200  # times; news written as JSON shrinks to a third or a tenth
LEAST_LIMIT: Final = 64 << 20  # bytes that a small file may expand to in any case
LARGEST_WHOLE: Final = 512 << 20  # bytes of a source that cannot be read in pieces


class _Limited(io.RawIOBase):
    """Bytes of a stream that expands something; an error where they become too many."""

    def __init__(self, stream: Any, raw: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._raw = raw
        self._left = limit
        self._limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read1(min(len(buffer), HEAD))  # gives what stands before a break, unlike read
        self._left -= len(piece)
        if self._left < 0:
            msg = f"it expands to more than {self._limit:,} bytes, {MOST_EXPANSION} times its size"
            raise ValueError(msg)
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        self._raw.close()
        super().close()


@dataclasses.dataclass(frozen=True)
class Source:
    """
    A file, or what a server sent.

    Attributes
    ----------
    name : str
        Path or address, as it is told to the user.
    path : Path, optional
        Of a file.
    inner : str, default ""
        Path of a file from the folder that was named; by it texts without a ``doc_id`` are known.
    body : bytes, default b""
        What a server sent.
    url : str, optional
        Address of what a server sent.
    charset : str, optional
        Encoding that the server named.

    """

    name: str
    path: Path | None = None
    inner: str = ""
    body: bytes = b""
    url: str | None = None
    charset: str | None = None

    def open_raw(self) -> BinaryIO:
        """Open it as it is stored."""
        return io.BytesIO(self.body) if self.path is None else self.path.open("rb")

    def open(self) -> BinaryIO:
        """Open it expanded; reading raises ValueError where it expands to too much."""
        raw = self.open_raw()
        start = raw.read(4)
        size = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        expanded: Any
        if start.startswith(GZIP_START):
            expanded = gzip.GzipFile(fileobj=raw)
        elif start == ZSTD_START:
            import pyarrow as pa  # noqa: PLC0415

            expanded = pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")
        else:
            return raw
        limited = _Limited(expanded, raw, max(LEAST_LIMIT, MOST_EXPANSION * size))
        return cast("BinaryIO", io.BufferedReader(limited, HEAD))

    def read_head(self) -> bytes:
        """Read the first bytes, expanded; as many as can be had where it is damaged."""
        pieces: list[bytes] = []
        with self.open() as opened:
            stream = cast("io.BufferedReader", opened)
            try:
                while sum(map(len, pieces)) < HEAD and (piece := stream.read1(1 << 12)):
                    pieces.append(piece)
            except (OSError, EOFError, ValueError):
                pass  # told when it is read
        return b"".join(pieces)

    def read_whole(self) -> bytes:
        """
        Read it expanded, for formats that cannot be read in pieces.

        Raises
        ------
        ValueError
            If it is larger than 512 MB.

        """
        with self.open() as stream:
            whole = stream.read(LARGEST_WHOLE + 1)
        if len(whole) > LARGEST_WHOLE:
            msg = f"it has more than {LARGEST_WHOLE:,} bytes, and its format cannot be read in pieces. Split it"
            raise ValueError(msg)
        return whole

    def digest(self) -> str:
        """SHA-256 of its bytes as they are stored."""
        with self.open_raw() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
