"""What `--help` says of the faults, and docs/engine.md with it: made from the faults themselves."""

from __future__ import annotations

from retouch_lib.engine.faults import CALLS, FAULT_KINDS, OPTIONS, FaultKind

_ORDERS = """
with --faults, trouble is ordered over HTTP; each order goes wrong once unless it says otherwise:

  POST /faults     {"call": CALL, "kind": KIND, "count": 1, "skip": 0, "OPTION": VALUE, ...}
                   count: for how many requests of that call (null: until DELETE); skip: after how many others
  DELETE /faults   nothing goes wrong any more
  GET /charges     {"charges": credits taken, "starts": starts accepted or joined, "faults": orders left}

  curl -d '{"call": "start", "kind": "drop_after"}' http://127.0.0.1:8600/faults
"""


def faults_help() -> str:
    """The end of `--help`: how faults are ordered, every kind with its calls and options, every option."""
    kinds = [f"  {name:<13} {kind.about.replace('`', '')}\n{'':16}{_where(kind)}" for name, kind in FAULT_KINDS.items()]
    options = [f"  {name:<13} {about}" for name, about in OPTIONS.items()]
    return "\n".join(
        [_ORDERS.strip("\n"), "", f"calls: {', '.join(CALLS)}", "", "kinds:", *kinds, "", "options:", *options]
    )


def fault_rows() -> list[str]:
    """The kinds as rows of a Markdown table: kind, calls, options, what happens."""
    return [
        f"| `{name}` | {_calls(kind)} | {', '.join(map('`{}`'.format, _options(kind))) or 'none'} | {kind.about} |"
        for name, kind in FAULT_KINDS.items()
    ]


def option_rows() -> list[str]:
    """The options as rows of a Markdown table."""
    return [f"| `{name}` | {about} |" for name, about in OPTIONS.items()]


def _where(kind: FaultKind) -> str:
    options = ", ".join(_options(kind))
    return f"for {_calls(kind)}" + (f"; options: {options}" if options else "")


def _calls(kind: FaultKind) -> str:
    return "every call" if kind.calls == set(CALLS) else ", ".join(call for call in CALLS if call in kind.calls)


def _options(kind: FaultKind) -> list[str]:
    return [name for name in OPTIONS if name in kind.options]
