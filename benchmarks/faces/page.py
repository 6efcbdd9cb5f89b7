"""One HTML to leaf through: the figures in short, then every photo's crops at 1:1, each under its label.

Crops stand in the file itself, so it can be moved; it is written photo by photo, so it takes no memory.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from benchmarks.faces import table
from benchmarks.faces.bars import FIGURES
from benchmarks.faces.folder import Record, crop_folder
from benchmarks.faces.truth import Truth

_STYLE = (
    "body{background:#767676;color:#fff;font:13px/1.4 sans-serif;margin:16px}a{color:#fff}"
    "table{border-collapse:collapse}td,th{padding:1px 10px 1px 0;text-align:left}.no{color:#ffd34d;font-weight:bold}"
    ".row{display:flex;gap:10px;overflow-x:auto}figure{margin:0 0 8px;flex:none}img{display:block}h3{margin:8px 0 2px}"
)


def write(records: Sequence[Record], truths: Mapping[str, Truth], out: Path, path: Path) -> None:
    """Grey stands behind the crops: it flatters neither light nor dark. Figures that miss their bar are yellow."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_parts(records, truths, out))


def _parts(records: Sequence[Record], truths: Mapping[str, Truth], out: Path) -> Iterator[str]:
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Faces</title><style>{_STYLE}</style>\n'
    yield f"<h1>{len(records)} photos</h1>\n"
    yield from _overview(records, truths)
    for record in records:
        yield f'<h2 id="{escape(record["photo"])}">{escape(record["photo"])}</h2>\n'
        if "failed" in record:
            yield f'<p class="no">failed: {escape(record["failed"])}</p>\n'
            continue
        yield f"<p>{_missed(record, truths.get(record['photo']))}</p>\n"
        for look in record["looks"]:
            yield f'<h3>{escape(look["title"])}</h3><div class="row">'
            for label, name in look["cells"]:
                yield _cell(label, crop_folder(out, record["photo"]) / name)
            yield "</div>\n"
    yield "</html>\n"


def _overview(records: Sequence[Record], truths: Mapping[str, Truth]) -> Iterator[str]:
    yield "<table><tr><th>figure<th>what it is<th>bar<th>median<th>worst<th>met</tr>\n"
    for name, figure in FIGURES.items():
        found = {record["photo"]: record.get("figures", {}).get(name) for record in records}
        values = {photo: value for photo, value in found.items() if value is not None}
        cells = (name, figure.words, table.bar(figure), *table.summary(values, figure, truths))
        yield f"<tr>{''.join(f'<td>{escape(cell)}' for cell in cells)}</tr>\n"
    yield "</table>\n"


def _missed(record: Record, truth: Truth | None) -> str:
    missed = [
        f'<span class="no">{escape(name)} {value:.2f}</span> ({escape(table.bar(FIGURES[name]))})'
        for name, value in record["figures"].items()
        if value is not None and FIGURES[name].met(value, truth) is False
    ]
    return "misses " + "; ".join(missed) if missed else "meets every bar"


def _cell(label: str, path: Path) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f'<figure><figcaption>{escape(label)}</figcaption><img src="data:image/jpeg;base64,{data}"></figure>'
