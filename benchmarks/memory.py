"""
Peak memory of a process, as the process itself sees it at its end.

The parent cannot ask for it: what ``wait4`` reports of a child on Linux is never less than what the parent held when
it started the child. This module imports the standard library alone, so that asking costs a child nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path


def read_peak_megabytes() -> float:
    """Largest resident memory of this process so far, interpreter and libraries included, in units of 10**6 bytes."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) * 1024 / 1e6
    import resource  # noqa: PLC0415 - absent on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def read_free_megabytes() -> float:
    """Memory that a new process may take without swapping, in units of 10**6 bytes; infinite where nothing tells."""
    meminfo = Path("/proc/meminfo")
    if not meminfo.is_file():
        return float("inf")
    lines = dict(line.split(":", 1) for line in meminfo.read_text(encoding="ascii").splitlines())
    return int(lines["MemAvailable"].split()[0]) * 1024 / 1e6
