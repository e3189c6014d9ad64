"""Parquet files, some rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .lines import to_record

if TYPE_CHECKING:
    from .opening import Source
    from .records import Items

N_ROWS: Final = 1024  # in memory at a time


def read_parquet(source: Source) -> Items:
    """Read the rows of a Parquet file."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - loads on first use

    number = 0
    with source.open_raw() as stream, ParquetFile(stream) as stored:
        for batch in stored.iter_batches(N_ROWS):
            batch.validate(full=True)
            for row in batch.to_pylist():
                number += 1
                is_date = {name: value for name, value in row.items() if hasattr(value, "isoformat")}
                fields = {name: value for name, value in row.items() if value == value}  # noqa: PLR0124 - not NaN
                fields |= {name: value.isoformat() for name, value in is_date.items() if value == value}  # noqa: PLR0124
                yield to_record(fields, f"row {number}")
