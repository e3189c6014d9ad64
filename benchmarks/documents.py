"""Copy the last results into the documentation: ``python -m benchmarks.documents``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from .corpora import ROOT
from .tables import RESULTS

if TYPE_CHECKING:
    from pathlib import Path

PAGE: Final = ROOT / "docs" / "method" / "speed"
NAMES: Final = ("table.csv", "ratios.png", "curves-table.csv", "curves.png", "machine.csv")


def save_documents(results: Path = RESULTS, page: Path = PAGE) -> list[str]:
    """Copy what is there; a run without curves leaves the older curves in place."""
    page.mkdir(parents=True, exist_ok=True)
    found = [name for name in NAMES if (results / name).is_file()]
    for name in found:
        shutil.copyfile(results / name, page / name)
    return found


if __name__ == "__main__":
    print("Copied into docs/method/speed:", ", ".join(save_documents()) or "nothing; run the benchmarks first")
