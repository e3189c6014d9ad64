"""Scripts run as whole processes of this Python."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import time
from typing import Any

from .corpora import ROOT


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a script took from start to end in seconds, and what it said in its last line."""

    whole: float
    told: dict[str, Any]
    is_converged: bool


def run_script(name: str, *arguments: object, timeout: float | None = None, **variables: str) -> Outcome:
    """Run ``benchmarks/scripts/<name>.py`` with more environment variables; a failure shows what it wrote."""
    command = [sys.executable, "-m", f"benchmarks.scripts.{name}", *map(str, arguments)]
    begin = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, timeout=timeout, check=False
    )
    whole = time.perf_counter() - begin
    if done.returncode:
        msg = f"The script {name} ended with {done.returncode}: {done.stderr[-2000:]}"
        raise RuntimeError(msg)
    return Outcome(whole, json.loads(done.stdout.splitlines()[-1]), "ConvergenceWarning" not in done.stderr)
