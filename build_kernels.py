"""
Compile the kernels, ``src/mediakit/*/*.pyx``, beside their sources when the package is installed.

They are built for x86-64 processors of 2013 and later (AVX2) and for the baseline of any other kind, never for the very
processor at hand: the same instructions give the same bits on every machine of a cluster.
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Sums may be reordered, so that they run in vectors; what -ffast-math adds, such as flushing the smallest numbers to
# zero in the whole process, is left out.
FLAGS = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-fassociative-math", "-freciprocal-math"]


class KernelHook(BuildHookInterface):  # type: ignore[misc]
    """Build step of hatchling for wheels and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile, and tell hatchling that the wheel holds machine code."""
        from Cython.Build import cythonize  # noqa: PLC0415
        from setuptools import Distribution, Extension  # noqa: PLC0415

        root = Path(self.root)
        sources = sorted((root / "src" / "mediakit").glob("*/*.pyx"))
        flags = [] if sys.platform == "win32" else [*FLAGS, *_processor_flags()]
        extensions = [
            Extension(
                ".".join(source.relative_to(root / "src").with_suffix("").parts),
                [source.relative_to(root).as_posix()],
                extra_compile_args=flags,
            )
            for source in sources
        ]
        compiled = cythonize(extensions, build_dir="build", language_level=3, quiet=True)
        command = Distribution({"ext_modules": compiled, "package_dir": {"": "src"}}).get_command_obj("build_ext")
        command.inplace = True
        command.ensure_finalized()
        command.run()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"] += ["*.so", "*.pyd"]


def _processor_flags() -> list[str]:
    """Instructions that the kernels may use."""
    return ["-march=x86-64-v3"] if platform.machine() in {"x86_64", "AMD64"} else []
