"""Notebooks and facts as HTML pages that stand alone: no script, nothing loaded from elsewhere, all text escaped."""

from __future__ import annotations

import copy
import re
from html import escape
from string import Template
from typing import TYPE_CHECKING, Final

from mediakit.plots.marked import STYLE as MARKED_STYLE

if TYPE_CHECKING:
    import pandas as pd

    from .notebooks import RunNotebook

STYLE: Final = """
:root { --ink: #222; --soft: #666; --line: #ddd; --blue: #0072b2; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.5rem 4rem; color: var(--ink); background: #fff;
  font: 1rem/1.55 system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif; }
nav { border-bottom: 1px solid var(--line); padding: .5rem 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
a { color: var(--blue); } nav a { text-decoration: none; } nav a[aria-current] { color: var(--ink); font-weight: 600; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin-top: 2.2rem; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .7rem; text-align: start; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; } tbody th, .number { white-space: nowrap; }
.number { text-align: right; }
td { unicode-bidi: plaintext; max-width: 36rem; } img { max-width: 100%; height: auto; } pre { white-space: pre-wrap; }
.note { border-left: 4px solid #e69f00; background: #fdf6e7; padding: .6rem 1rem; }
.jp-RenderedHTMLCommon, .output_area { overflow-x: auto; } .anchor-link, .prompt { display: none; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
"""
PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="mediakit $version">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>$title</title>
<style>$style</style>
</head>
<body>
<nav>$navigation</nav>
<main>
$body
</main>
<footer>Made by mediakit $version from $source.</footer>
</body>
</html>
""")


# Tables were escaped by pandas already; whatever else is not on these lists is escaped here.
ALLOWED_TAGS: Final = [
    *("h1", "h2", "h3", "p", "em", "strong", "code", "a", "ul", "ol", "li", "div", "br"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("article", "h4", "mark", "sup"),  # of marked texts
]
ALLOWED_ATTRIBUTES: Final = {
    "table": ["class"],
    "th": ["colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
    "a": ["href"],
    "div": ["class"],
    "ul": ["class"],
    "h4": ["dir"],
    "p": ["dir"],
    "mark": ["class", "style"],
}
ALLOWED_STYLES: Final = ["background"]
OUTPUT_STYLE: Final = re.compile(r"<style(?: scoped)?>.*?</style>", re.DOTALL)  # the page has its own
SCRIPT: Final = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
PUT_ASIDE: Final = re.compile(r"<pre>\s*(Put aside\. .*?)</pre>", re.DOTALL)
NUMBER: Final = re.compile(r"<td>(-?[\d.,]+|NaN|&lt;NA&gt;)</td>")
NO_DESCRIPTION: Final = "No description has been provided for this image"


def make_page(title: str, body: str, *, links: dict[str, str], here: str, source: str) -> str:
    """
    Make a whole page.

    Parameters
    ----------
    title : str
        Title, as text.
    body : str
        Content, as HTML that is already escaped.
    links : dict of str to str
        File and title of every page of the report, as text.
    here : str
        File of this page.
    source : str
        What the report was made from, as text.

    Returns
    -------
    page : str
        HTML.

    """
    from mediakit import __version__  # noqa: PLC0415 - the face is above this room

    navigation = " ".join(
        f'<a href="{escape(file)}"{" aria-current=page" if file == here else ""}>{escape(name)}</a>'
        for file, name in links.items()
    )
    return PAGE.substitute(
        title=escape(title),
        style=STYLE + MARKED_STYLE,
        navigation=navigation,
        body=body,
        source=escape(source),
        version=escape(__version__),
    )


def render_notebook(run: RunNotebook) -> str:
    """
    Turn the outputs and the prose of a notebook into HTML; its code is left out.

    Parameters
    ----------
    run : RunNotebook
        A notebook after its run.

    Returns
    -------
    body : str
        HTML without scripts.

    """
    from nbconvert import HTMLExporter  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    node = copy.deepcopy(run.node)
    for cell in node.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = OUTPUT_STYLE.sub("", output.data["text/html"])
    exporter = {
        "template_name": "basic",
        "exclude_input": True,
        "exclude_input_prompt": True,
        "exclude_output_prompt": True,
        "exclude_anchor_links": True,
        "preprocessors": ["nbconvert.preprocessors.sanitize.SanitizeHTML"],
    }
    allowed = {"tags": ALLOWED_TAGS, "attributes": ALLOWED_ATTRIBUTES, "styles": ALLOWED_STYLES}
    body, _ = HTMLExporter(config=Config({"HTMLExporter": exporter, "SanitizeHTML": allowed})).from_notebook_node(node)
    body = SCRIPT.sub("", body).replace(NO_DESCRIPTION, "Figure; its numbers stand in the table below.")
    return NUMBER.sub(r'<td class="number">\1</td>', PUT_ASIDE.sub(r'<p class="note">\1</p>', body))


def render_table(table: pd.DataFrame) -> str:
    """
    Turn a table into HTML.

    Parameters
    ----------
    table : DataFrame
        The table; its index is not shown.

    Returns
    -------
    html : str
        With every value escaped.

    """
    import pandas as pd  # noqa: PLC0415

    with pd.option_context("display.max_colwidth", None):
        return table.to_html(index=False, escape=True, border=0, na_rep="")
