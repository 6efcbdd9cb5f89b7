"""The field test's report, in Markdown or JSON. It is made to be shown around: no token, no id, no picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from retouch_lib.cloud.answers import plain_text, without_token
from retouch_lib.cloud.fieldtest.facts import CheckedFact, address
from retouch_lib.cloud.fieldtest.run import Record
from retouch_lib.cloud.replies import Download
from retouch_lib.cloud.servers import Server
from retouch_lib.cloud.transport import Exchange
from retouch_lib.tokens.secret import Token

_LONGEST_TEXT = 300


@dataclass(frozen=True)
class Report:
    """A finished test, ready to be written."""

    server: Server
    when: datetime
    record: Record
    findings: Sequence[CheckedFact]
    token: Token

    def as_json(self) -> str:
        """Everything, for machines."""
        value = {
            "server": self.server.name,
            "base": address(self.server),
            "tested": self.when.isoformat(timespec="seconds"),
            "balances": {step: self.record.left(step) for step in self.record.balances},
            "facts": [
                {"fact": item.fact, "verdict": item.verdict.value, "evidence": item.evidence} for item in self.findings
            ],
            "results": self._results(),
            "exchanges": self._exchanges(),
        }
        return json.dumps(self._redacted(value), ensure_ascii=False, indent=2) + "\n"

    def as_markdown(self) -> str:
        """The same, for people."""
        value = json.loads(self.as_json())
        lines = [
            f"# Field test of {self.server.label}",
            "",
            f"{value['base']}, {value['tested']}. The token and the ids are taken out.",
            "",
            "| fact | verdict | evidence |",
            "|---|---|---|",
            *(f"| {_cell(item['fact'])} | {item['verdict']} | {_cell(item['evidence'])} |" for item in value["facts"]),
            "",
            "## Credits left",
            "",
            *(f"* {step}: {'not read' if left is None else left}" for step, left in value["balances"].items()),
            "",
            "## Results",
            "",
            *(f"* {text}" for text in value["results"] or ["none"]),
            "",
            "## Exchanges",
            "",
        ]
        for item in value["exchanges"]:
            lines += [
                f"### {item['step']}: HTTP {item['http']}, {item['seconds']} s, `{_cell(item['type'])}`"
                + (f", the same {item['times']} times" if item["times"] > 1 else ""),
                "",
                "```json",
                json.dumps(item["body"], ensure_ascii=False, indent=2),
                "```",
                "",
            ]
        return "\n".join(lines)

    def _results(self) -> list[str]:
        return [
            f"a {item.kind.upper()} of {item.bytes:,} bytes{'' if item.whole else ', without its end'}"
            if isinstance(item, Download)
            else str(item)
            for item in self.record.downloads
        ]

    def _exchanges(self) -> list[dict[str, Any]]:
        """In order; what repeats is counted instead of repeated."""
        shown: list[dict[str, Any]] = []
        for step, exchange in self.record.exchanges:
            item = {
                "step": step,
                "http": exchange.status,
                "type": plain_text(exchange.content_type, 100),
                "body": _body(exchange),
            }
            if shown and all(shown[-1][key] == item[key] for key in item):
                shown[-1]["times"] += 1
                shown[-1]["seconds"] = max(shown[-1]["seconds"], round(exchange.seconds, 3))
            else:
                shown.append({**item, "seconds": round(exchange.seconds, 3), "times": 1})
        return shown

    def _redacted(self, value: Any) -> Any:
        """Ids are secrets too: whoever has one can fetch the picture for a day."""
        value = without_token(value, self.token)
        for number, remote_id in enumerate(self.record.all_ids, start=1):
            value = _replaced(value, remote_id, f"<id {number}>")
        return value


def _body(exchange: Exchange) -> Any:
    value = exchange.json()
    if isinstance(value, dict | list):
        text = json.dumps(value)
        return value if len(text) <= 20 * _LONGEST_TEXT else plain_text(text, _LONGEST_TEXT)
    if not exchange.body:
        return None
    return plain_text(exchange.body[: 4 * _LONGEST_TEXT].decode("utf-8", "replace"), _LONGEST_TEXT)


def _replaced(value: Any, old: str, new: str) -> Any:
    """`old` for `new` where it is a whole text, or a part of one that can't be anything else."""
    if isinstance(value, str):
        return new if value == old else value.replace(old, new) if len(old) >= 6 else value
    if isinstance(value, dict):
        return {key: _replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, old, new) for item in value]
    return new if isinstance(value, int) and not isinstance(value, bool) and str(value) == old else value


def _cell(text: str) -> str:
    return plain_text(text, 500).replace("|", "\\|").replace("`", "'")
