"""Measure on labelled news and print the table: ``python -m benchmarks.reach [group ...]``."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from pathlib import Path
from typing import Final

FRAME: Final = ("__main__", "scores")


def main() -> None:
    """Each group is a module of this folder whose ``measure()`` yields scores."""
    groups = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    groups = [group for group in groups if group not in FRAME]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reach", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="group", help=f"of {groups}; all by default")
    asked = parser.parse_args().groups or groups
    unknown = sorted(set(asked) - set(groups))
    if unknown:
        parser.error(f"there is no group {unknown}; there are {groups}")
    for group in asked:
        print(f"\n{group}\n{'-' * len(group)}")
        for score in importlib.import_module(f"benchmarks.reach.{group}").measure():
            print(score, flush=True)


if __name__ == "__main__":
    main()
