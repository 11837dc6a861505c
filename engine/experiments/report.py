"""A page that one can cite: figures, claims, how it was made, how to cite it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from engine.experiments.version import citation, release
from engine.readmodel.experiment import Plan, Result

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #16202b; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2rem; border-bottom: 1px solid #cdd5dd; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem;
border-bottom: 1px solid #cdd5dd; } code { background: #f3f5f7; padding: .1rem .3rem; overflow-wrap: anywhere; }
.holds { color: #00775a; } .fails { color: #c8410b; } .undecided { color: #8f6200; }
.holds, .fails, .undecided { font-weight: bold; white-space: nowrap; } svg { width: 100%; height: auto; }
"""
_SIGNS = {"holds": "✓ holds", "fails": "✗ fails", "undecided": "? undecided"}


def page(result: Result, order: Plan, pictures: Mapping[str, bytes], source: str, paper: str) -> str:
    """The page as one HTML file without anything outside it.

    Args:
        result: What was found.
        order: What was asked for.
        pictures: SVG by name of figure.
        source: Where the experiment comes from.
        paper: What the paper says.
    """
    body = [f"<h1>{escape(result.title)}</h1>"]
    if source:
        body.append(f"<p>{escape(source)}: {escape(paper)}.</p>")
    body += [f"<h2>{escape(figure.title)}</h2>\n{_inline(pictures[figure.name])}" for figure in result.figures]
    if result.claims:
        rows = [
            (escape(c.text), f'<span class="{c.verdict}">{_SIGNS[c.verdict]}</span>', escape(c.ours), escape(c.paper))
            for c in result.claims
        ]
        body.append("<h2>Claims</h2>\n" + _table(("claim", "verdict", "ours", "paper"), rows))
    body.append("<h2>How it was made</h2>\n" + _table(("", ""), [(k, v) for k, v in _facts(result, order)]))
    body.append(f"<h2>How to cite</h2>\n<p>{escape(cite(result))}</p>")
    head = f'<meta charset="utf-8">\n<title>{escape(result.title)}</title>\n<style>{_STYLE}</style>'
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def cite(result: Result) -> str:
    """One line for a list of references."""
    known = citation()
    who, what = known.get("name", "The Motewarden developers"), known.get("title", "Motewarden")
    how = f"experiment {result.experiment}, {len(result.seeds)} seeds, {result.rounds} rounds"
    return f"{who}. {what}, version {known.get('version', release())} (engine {result.version}), {how}."


def _facts(result: Result, order: Plan) -> list[tuple[str, str]]:
    """What one must know to make it again."""
    facts = [
        ("experiment", result.experiment),
        ("scenario", order.scenario or "a document of its own, see scenario.motewarden"),
        ("seeds", _seeds(result.seeds)),
        ("rounds of a run", str(result.rounds)),
        ("runs", str(result.runs)),
        ("engine", result.version),
    ]
    facts += [(f"varied: {a.path}", ", ".join(json.dumps(v, ensure_ascii=False) for v in a.values)) for a in order.axes]
    facts += [(f"set: {c.path}", json.dumps(c.value, ensure_ascii=False)) for c in order.changes]
    facts += [(f"measured: {m.name}", m.expression or "by its stage") for m in order.measures]
    rows = [(escape(k), f"<code>{escape(v)}</code>") for k, v in facts]
    return [*rows, ("command", f"<code>{escape(result.command)}</code>")] if result.command else rows


def _seeds(seeds: Sequence[int]) -> str:
    if len(seeds) > 2 and tuple(seeds) == tuple(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]} to {seeds[-1]}"
    return ", ".join(map(str, seeds))


def _inline(svg: bytes) -> str:
    """The SVG element alone, without the XML head that HTML does not take."""
    text = svg.decode()
    return text[text.index("<svg") :]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "<tr>" + "".join(f"<th>{h}</th>" for h in head) + "</tr>" if any(head) else ""
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    return "<table>\n" + "\n".join([top, *lines] if top else lines) + "\n</table>"
