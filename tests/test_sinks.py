"""Every place where the pages hand text to Streamlit's Markdown: foreign text goes there through `plain`, or not.

Read from the source. A text is fine where it is made of literals, figures, `plain(…)`, and what the lists below vouch
for; anything else fails here until it is escaped, or its harmlessness is written down.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UI = ROOT / "retouch_lib" / "ui"
FILES = sorted([*UI.rglob("*.py"), *(ROOT / "pages").glob("*.py")])

HELPERS = UI / "shared" / "escaped.py"
ONLY_IN_HELPERS = {"table", "progress"}
OWN_HTML = {
    (UI / "shared" / "sheet.py", "st.html(_SHEET)"),
    (UI / "shared" / "skip_links.py", "st.html(_NAV)"),
    (UI / "shared" / "skip_links.py", "st.html(_LANDINGS[part])"),
}
"""Constants, with nothing from outside in them."""
NEVER = {"html", "latex", "image", "write_stream", "components", "echo", "help"}
"""Raw HTML, what draws anything in its own way, and pictures by an address in a text."""

LABELLED = {
    "button", "caption", "checkbox", "date_input", "dialog", "download_button", "error", "expander", "file_uploader",
    "form_submit_button", "header", "info", "link_button", "markdown", "menu_button", "metric", "multiselect",
    "number_input", "page_link", "pills", "popover", "radio", "segmented_control", "selectbox", "slider", "spinner",
    "status", "subheader", "success", "tabs", "text_area", "text_input", "title", "toast", "toggle", "warning", "write",
}  # fmt: skip
"""Calls whose first argument is Markdown."""
IN_MARKDOWN = {"help", "label", "body", "captions", "text"}
"""Other arguments that are, in any of them."""
OPTIONS_IN_MARKDOWN = {"pills", "radio", "segmented_control"}
"""Their options are, too: what `format_func` gives."""

NOT_STREAMLIT = {"_log", "sys.stderr"}
OWN_WORDS = {
    "plain": "escapes",
    "no_face_in_words": "escapes names itself",
    "use_version": "a sentence of ours, or nothing",
    "_listed": "escapes",
    "called": "escapes",
    "_role_in_words": "words of ours",
    "_spends_in_words": "figures",
    "_may_in_words": "words of ours",
    "_judged_in_words": "words of ours, and stars",
    "refusals": "sentences with figures",
    "ago": "a time",
    "amount": "a figure, or a word of ours",
    "asked_again_in_words": "figures",
    "averages_in_words": "figures",
    "balance_in_words": "figures, and a server's name in our table",
    "balance_left_in_words": "a figure",
    "changed_in_words": "sentences of ours",
    "clock_time": "a time",
    "composite_url": "hashes",
    "callbacks_in_words": "a sentence of ours",
    "choice_in_words": "figures and words of ours",
    "crop_url": "hashes, and a region's name of ours",
    "named_result": "escapes",
    "needs_look_in_words": "figures",
    "contents_in_words": "figures",
    "day": "a date",
    "day_and_time": "a date and a time",
    "day_of_year_and_time": "a date and a time",
    "counted": "a figure and a word of ours",
    "drop_in_words": "figures and dates",
    "file_url": "a hash",
    "forecast_in_words": "figures and dates",
    "in_money": "a sum",
    "answered_in_words": "figures",
    "button_label": "figures",
    "button_label_within": "figures",
    "looking_in_words": "a figure",
    "read_in_words": "a date",
    "reasons": "sentences with figures",
    "run_in_words": "figures, and our words for states",
    "progress_in_words": "figures, and our words for states",
    "name_and_remark": "words of our table",
    "scale_in_words": "words of our table",
    "size_of_parcel_in_words": "figures",
    "size_in_words": "a figure and its unit",
    "source_in_words": "a server's name in our table",
    "stop_in_words": "figures",
    "stopped_in_words": "figures",
    "sum_in_words": "figures",
    "summary_in_words": "figures",
    "pair_of_job": "an address of ours",
    "texture_url": "a figure",
    "face_of_job": "an address of ours",
    "face_of_look": "an address of ours",
    "face_url": "an address of ours",
    "pair_url": "an address of ours",
    "times_in_words": "seconds",
    "told_in_words": "figures",
    "deletion_in_words": "figures",
    "under_way_in_words": "figures",
    "unknown_in_words": "figures",
    "values_in_words": "words of our table; escapes what a value was",
    "version_in_words": "figures",
    "viewing_in_words": "a date; escapes names of servers",
    "no_run_in_words": "escapes",
    "_deadlines": "figures and times",
    "_due_in_words": "figures",
    "_outside": "where one of our settings stands",
    "_place": "a server's region and host in our table, or the owner's own setting",
    "_where": "a server's name in our table",
    "_whose": "a token's end, as its owner gave it, and where from",
    "source": "where one of our settings stands",
    "choice_source": "where one of our settings stands",
    "versions": "our own version and Python's",
}
"""Functions that give nothing foreign."""
OWN_TABLES = {
    "server.label", "server.region", "given.label", "plan.server.label", "plugin.label", "plugin.about",
    "plugin.scale.value", "parameter.label", "parameter.path", "group.value", "field.label", "field.help", "field.zero",
    "forecast.token", "keys.SINGLE_KEYS_OFF", "whole.reasons", "offer.reasons", "offer.refusals",
}  # fmt: skip
"""Attributes of tables in our own source (servers, plugins, fields, aliases), and sentences with figures."""
REVIEWED = {
    "settings/public_address.py: public": "the owner's own setting",
    "tune/plan_bar.py: plan.known": "a figure",
    "shared/script_view.py: LANGUAGES[language].file_name": "a name of ours",
    "settings/server.py: servers[name].label": "our table",
    "settings/token_form.py: token": "the token's end, as its owner typed it",
    "shared/strip_note.py: note.words": "figures, and a sentence of ours",
    "history/actions.py: job.fingerprint": "a hash",
    "tune/code_view.py: preset.fingerprint": "a hash",
    "presets/detail.py: version.fingerprint": "a hash",
    "presets/colleagues.py: version.fingerprint": "a hash",
}
"""Other expressions, each with why it holds nothing foreign."""


def is_number(annotation: ast.expr | None) -> bool:
    names = {part.strip() for part in ast.unparse(annotation).split("|")} if annotation else set()
    return bool(names) and names <= {"int", "float", "bool", "None"}


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


@cache
def figures() -> tuple[frozenset[str], frozenset[str]]:
    """Functions and attributes that are numbers wherever in the library something is called so."""
    told: dict[tuple[str, str], list[bool]] = {}
    for file in (ROOT / "retouch_lib").rglob("*.py"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.FunctionDef):
                kind = "attribute" if any(ast.unparse(one) == "property" for one in node.decorator_list) else "function"
                told.setdefault((kind, node.name), []).append(is_number(node.returns))
            elif isinstance(node, ast.ClassDef):
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        told.setdefault(("attribute", field.target.id), []).append(is_number(field.annotation))
    numbers = {key for key, answers in told.items() if all(answers)}
    return tuple(frozenset(name for kind, name in numbers if kind == wanted) for wanted in ("function", "attribute"))  # type: ignore[return-value]


class Scope:
    """A function, or a module's top, with what its names are set to."""

    def __init__(self, file: Path, node: ast.AST) -> None:
        self.file = file
        self.name = getattr(node, "name", "")
        self.values: dict[str, list[ast.expr]] = {}
        """Every value of a name, none of a figure."""
        self.unknown: set[str] = set()
        self.parameters: dict[str, int] = {}
        self.passed_on: set[str] = set()
        """Parameters that reach Markdown as they are: callers have to escape."""
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            self.parameters = {one.arg: place for place, one in enumerate(arguments) if not is_number(one.annotation)}
            self.values = {one.arg: [] for one in arguments if is_number(one.annotation)}
        for inner in own_nodes(node):
            for name, value in settings_of(inner):
                if value is None:
                    self.unknown.add(name)
                else:
                    self.values.setdefault(name, []).append(value)

    def is_safe(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> bool:
        match node:
            case ast.Constant() | ast.Compare():
                return True
            case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts) | ast.Dict(values=parts):
                return all(self.is_safe(part, seen) for part in parts)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(self.is_safe(part, seen) for part in parts)
            case ast.FormattedValue(value=value, format_spec=spec):
                return spec is not None or self.is_safe(value, seen)
            case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
                return self.is_safe(left, seen) and self.is_safe(right, seen)
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part) | ast.DictComp(value=part) | ast.Lambda(body=part):
                return self.is_safe(part, seen)
            case ast.Starred(value=part) | ast.Subscript(value=part):
                return self.is_safe(part, seen)
            case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[part]):
                return self.is_safe(part, seen)
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, other]):
                return self.is_safe(table, seen) and self.is_safe(other, seen)
            case ast.Call(
                func=ast.Attribute(value=part, attr="capitalize" | "lower" | "partition" | "rstrip" | "items")
            ):
                return self.is_safe(part, seen)
            case ast.Call(func=ast.Name(id="list" | "filter"), args=[*_, part]):
                return self.is_safe(part, seen)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return name in OWN_WORDS or name in figures()[0] or name in ("len", "sum", "round", "min", "max")
            case ast.Name(id=name):
                return self._is_safe_name(name, seen) or self._is_vouched(node)
            case ast.Attribute(attr=name):
                if name.isupper() or name in figures()[1]:
                    return True
                return ast.unparse(node) in OWN_TABLES or self._is_vouched(node)
        return self._is_vouched(node)

    def _is_safe_name(self, name: str, seen: frozenset[str]) -> bool:
        if name.lstrip("_").isupper() or name in seen:
            return True
        if name in self.unknown or name not in {*self.values, *self.parameters}:
            return False
        if name in self.parameters:
            self.passed_on.add(name)
        return all(self.is_safe(value, seen | {name}) for value in self.values.get(name, ()))

    def _is_vouched(self, node: ast.expr) -> bool:
        key = f"{self.file.parent.name}/{self.file.name}: {ast.unparse(node)}"
        if key in REVIEWED:
            used.add(key)
        return key in REVIEWED


used: set[str] = set()


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All below it, without what belongs to functions within it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from own_nodes(child)


def settings_of(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Names that a statement sets, each with what to; None: not known."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from paired(target, value)
        case ast.AnnAssign(target=target, value=value) | ast.AugAssign(target=target, value=value):
            yield from paired(target, value)
        case ast.NamedExpr(target=target, value=value):
            yield from paired(target, value)
        case ast.For(target=target, iter=rows) | ast.comprehension(target=target, iter=rows):
            for row in rows.elts if isinstance(rows, ast.Tuple | ast.List) else (rows,):
                yield from paired(target, row.value if isinstance(row, ast.Starred) else row)
        case ast.ExceptHandler(name=str(name)):
            yield name, None
        case ast.withitem(optional_vars=ast.expr() as target):
            yield from paired(target, None)


def paired(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple):
        alike = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
        values = value.elts if alike and isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for part, one in zip(target.elts, values, strict=True):
            yield from paired(part, one)


@cache
def calls() -> list[tuple[Scope, ast.Call, str]]:
    """Every call, with the function it stands in and the last part of what is called."""
    found = []
    for file in FILES:
        functions = [node for node in ast.walk(parsed(file)) if isinstance(node, ast.FunctionDef)]
        for top in (parsed(file), *functions):
            scope = Scope(file, top)
            for node in own_nodes(top):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                    found.append((scope, node, name))
    return found


def markdown_of(call: ast.Call, name: str) -> Iterator[ast.expr]:
    """The arguments that Streamlit reads as Markdown."""
    if name == "say":
        yield from call.args[1:2]
    if name in LABELLED:
        yield from call.args[:1]
        yield from (word.value for word in call.keywords if word.arg in IN_MARKDOWN)
    if name in OPTIONS_IN_MARKDOWN:
        formats = [word.value for word in call.keywords if word.arg == "format_func"]
        yield from formats or call.args[1:2]


def argument(call: ast.Call, name: str, place: int) -> ast.expr | None:
    named = [word.value for word in call.keywords if word.arg == name]
    return named[0] if named else call.args[place] if place < len(call.args) else None


def raw_texts() -> Iterator[str]:
    """What reaches Markdown unescaped, through our own functions' parameters, too."""
    looked_at: set[tuple[str, str, str, int]] = set()
    for scope, call, name in calls():
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) not in NOT_STREAMLIT:
            for part in markdown_of(call, name):
                if not scope.is_safe(part):
                    yield f"{scope.file.name}:{call.lineno}: {ast.unparse(part)}"
    while (
        new := {
            (str(scope.file) if scope.name.startswith("_") else "", scope.name, parameter, scope.parameters[parameter])
            for scope, _, _ in calls()
            for parameter in scope.passed_on
        }
        - looked_at
    ):
        looked_at |= new
        for file, function, parameter, place in new:
            for scope, call, name in calls():
                if name == function and str(scope.file).startswith(file):
                    part = argument(call, parameter, place)
                    if part is not None and not scope.is_safe(part):
                        yield f"{scope.file.name}:{call.lineno}: {ast.unparse(part)}, by {function}"


def test_foreign_text_reaches_markdown_through_plain() -> None:
    assert sorted(set(raw_texts())) == []
    assert REVIEWED.keys() - used == set(), "vouched for, and no longer there"


@pytest.mark.parametrize("name", sorted(NEVER | ONLY_IN_HELPERS))
def test_parts_that_escape_nothing_are_not_used(name: str) -> None:
    found = [
        f"{scope.file.name}:{call.lineno}"
        for scope, call, called in calls()
        if called == name and ast.unparse(call.func).startswith("st.")
        if scope.file != HELPERS or name not in ONLY_IN_HELPERS
        if (scope.file, ast.unparse(call)) not in OWN_HTML
    ]
    assert found == []


def test_no_html_is_let_through() -> None:
    assert [file.name for file in FILES if "unsafe_allow" in file.read_text()] == []
