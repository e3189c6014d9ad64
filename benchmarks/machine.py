"""The machine and the versions of a run."""

from __future__ import annotations

import csv
import datetime as dt
import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from .corpora import ROOT

PACKAGES: Final = (
    *("mediakit", "numpy", "scipy", "pandas", "pyarrow"),
    *("scikit-learn", "polars", "gensim", "tomotopy"),
)


def describe_machine() -> dict[str, str]:
    """What a reader needs to judge the numbers, from the processor to the versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9 if hasattr(os, "sysconf") else None
    facts = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "processor": f"{_read_processor()}, {platform.machine()}",
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.1f} GB" if memory else "unknown",
        "system": platform.system(),
        "load at the start": f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown",
        "Python": platform.python_version(),
    }
    return facts | {"commit": _read_commit()} | {package: _read_version(package) for package in PACKAGES}


def write_machine(facts: dict[str, str], file: Path) -> None:
    """Save as a table of two columns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows(facts.items())


def _read_processor() -> str:
    """Name of the processor, as far as the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def _read_commit() -> str:
    """Commit of the checkout, and whether files were changed since."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return "unknown"
    words = [git, "describe", "--always", "--dirty=, with changes", "--exclude=*"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _read_version(package: str) -> str:
    """Version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
