"""Settings of the documentation: ``make docs`` builds it, and runs without a network."""

# ruff: noqa: INP001 - Sphinx runs this file by itself; it is no package

from __future__ import annotations

import doctest
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "mediakit"
author = "The mediakit developers"
project_copyright = f"2026, {author}"
release = version_of("mediakit")
version = release

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.doctest",
    "matplotlib.sphinxext.plot_directive",
]
nitpicky = True
highlight_language = "none"
smartquotes = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

# The public names load on first use, so they are documented under the name by which they are called.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# `sphinx-build -b doctest docs site/doctest` runs every example of these pages.
doctest_test_doctest_blocks = ""
doctest_default_flags = doctest.NORMALIZE_WHITESPACE
doctest_global_setup = "import pandas as pd\nimport mediakit as mk"

plot_include_source = True
plot_html_show_formats = False
plot_html_show_source_link = False
plot_formats = [("svg", 100)]
plot_pre_code = "import pandas as pd\nimport matplotlib.pyplot as plt\nimport mediakit as mk"

html_theme = "furo"
html_title = "mediakit"
html_static_path = ["_static"]
html_css_files = ["page.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_math_renderer = "mathml"


def _write_formula(translator: Any, node: nodes.math | nodes.math_block) -> None:
    """Write a formula as MathML, which browsers show without loading anything."""
    try:
        formula = tex2mathml(node.astext(), as_block=isinstance(node, nodes.math_block))
    except MathError as error:
        logging.getLogger(__name__).warning("a formula cannot be written: %s", error, location=node)
        formula = ""
    translator.body.append(formula)
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the writer of formulas."""
    app.add_html_math_renderer("mathml", (_write_formula, None), (_write_formula, None))
