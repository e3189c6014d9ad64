"""Outputs of two runs of one notebook compared: texts by their letters, figures by what they draw."""

from __future__ import annotations

from typing import Any, Final

from .notebook_rules import Finding

KEY: Final = "mediakit"
TEXTS: Final = ("text/plain", "text/markdown", "text/html", "text/latex", "application/json")
UNSTABLE: Final = ("application/vnd.jupyter.widget-view+json",)  # names of widgets are drawn at random


def compare_outputs(file: str, stored: list[Any], found: list[Any]) -> list[Finding]:
    """
    Compare the outputs of two runs of one notebook.

    Parameters
    ----------
    file : str
        Name of the notebook in the findings.
    stored, found : list of NotebookNode
        Its cells with the stored and the new outputs.

    Returns
    -------
    findings : list of Finding
        One for each output that differs.

    """
    findings = []
    for number, (before, after) in enumerate(zip(stored, found, strict=True), 1):
        tags = before.metadata.get("tags", [])
        if before.cell_type == "code" and not {"nbval-ignore-output", "nbval-skip"} & {*tags}:
            findings += [Finding(file, number, *fault) for fault in _compare_cell(before.outputs, after.outputs)]
    return findings


def list_outputs(outputs: list[Any]) -> list[dict[str, Any]]:
    """
    Outputs by kind and content, as they are compared.

    Parameters
    ----------
    outputs : list of NotebookNode
        Outputs of a cell.

    Returns
    -------
    listed : list of dict
        Content by kind; pieces of one stream are joined, and a figure is the digest of what it draws.

    """
    listed: list[dict[str, Any]] = []
    for output in outputs:
        if output.output_type == "stream":
            if listed and output.name in listed[-1]:
                listed[-1][output.name] += output.text
            else:
                listed.append({output.name: output.text})
        elif output.output_type == "error":
            listed.append({"error": f"{output.ename}: {output.evalue}"})
        else:
            digest = output.metadata.get(KEY, {}).get("figure")
            data = {kind: value for kind, value in output.data.items() if kind not in UNSTABLE}
            if digest is not None:
                data = {kind: value for kind, value in data.items() if not _is_picture(kind)} | {"figure": digest}
            listed.append(data)
    return listed


def _compare_cell(stored: list[Any], found: list[Any]) -> list[tuple[str, str]]:
    """What differs between the outputs of one cell."""
    restamp = "If this is meant, run: mediakit check --stamp"
    if found and not stored:
        return [(f"has no output, but a run gives {len(found)}", "Run all cells and save, or use --stamp")]
    before, after = list_outputs(stored), list_outputs(found)
    faults = []
    if len(before) != len(after):
        faults.append((f"holds {len(before)} outputs, but a run gives {len(after)}", restamp))
    for old, new in zip(before, after, strict=False):
        what = _compare_output(old, new)
        if what is not None:
            faults.append((what, restamp))
    return faults


def _is_picture(kind: str) -> bool:
    """Whether a kind of output is a picture of what the digest describes."""
    return kind.startswith("image/") or kind == "application/pdf"


def _compare_output(old: dict[str, Any], new: dict[str, Any]) -> str | None:
    """First difference between two outputs."""
    if "figure" in new and "figure" not in old:
        return "shows a figure without a digest of what it draws"
    if "figure" in old and "figure" in new and old["figure"] != new["figure"]:
        parts = [part for part in new["figure"] if old["figure"].get(part) != new["figure"][part]]
        values = "; ".join(f"{part} {new['figure'][part]}, stored {old['figure'].get(part)}" for part in parts)
        return f"draws another figure ({values})"
    kinds = sorted({*old, *new}, key=lambda kind: (TEXTS.index(kind) if kind in TEXTS else len(TEXTS), kind))
    for kind in kinds:
        if kind not in old or kind not in new:
            return f"gives {', '.join(sorted(new))}, stored {', '.join(sorted(old))}"
        if old[kind] != new[kind]:
            return f"gives another {kind} ({_show_difference(old[kind], new[kind])})"
    return None


def _show_difference(old: Any, new: Any) -> str:
    """First line that differs, both ways."""
    before, after = str(old).splitlines(), str(new).splitlines()
    for number in range(max(len(before), len(after))):
        lines = [lines[number].strip() if number < len(lines) else "no line" for lines in (after, before)]
        if lines[0] != lines[1]:
            equal = next((at for at, pair in enumerate(zip(*lines, strict=False)) if pair[0] != pair[1]), 60)
            start = max(equal - 20, 0)
            return f"line {number + 1}: {lines[0][start : start + 60]!r}, stored {lines[1][start : start + 60]!r}"
    return "the ends of its lines"
