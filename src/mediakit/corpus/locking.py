"""One writer at a time: a lock that ends with its process, however that ends."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".lock"


@contextlib.contextmanager
def lock_store(store: Path) -> Iterator[None]:
    """
    Hold a store for writing.

    Raises
    ------
    BlockingIOError
        If another process holds it.

    """
    import fcntl  # noqa: PLC0415 - not on every system

    with (store / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            msg = (
                f"{store}: another process (number {holder}) is writing to this store. Wait until it is done and run "
                "again; what it stored is not read twice."
            )
            raise BlockingIOError(msg) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
