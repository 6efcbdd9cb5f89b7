"""Finds in a file of the screens what is called by a key that `ui/session.py` didn't make."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_SORTING = {"sorted", "sort", "min", "max", "groupby", "nsmallest", "nlargest"}
"""Their `key` is a function."""


def states(tree: ast.Module) -> list[int]:
    """The lines that name `session_state`."""
    return [node.lineno for node in ast.walk(tree) if "session_state" in _names(node)]  # type: ignore[attr-defined]


def strays(tree: ast.Module) -> list[int]:
    """The lines where a `key=`, a form's first argument or a `"key":` is a text, or a name that may be one."""
    makers = {node.name for node in _functions(tree) if node.returns is not None and _is_key_type(node.returns)}
    return [
        key.lineno for part in tree.body for key in _keys(part) if not _is_made_there(key, part, makers)
    ]  # a function that stands in another one knows its names


def _names(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name):
            return (name,)
        case ast.Constant(value=str(name)):
            return (name,)
    return ()


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _keys(part: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(part):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called not in _SORTING:
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "key")
            if called == "form":
                yield from node.args[:1]
        elif isinstance(node, ast.Dict):
            for name, value in zip(node.keys, node.values, strict=True):
                if isinstance(name, ast.Constant) and name.value == "key":
                    yield value


def _is_made_there(key: ast.expr, part: ast.AST, makers: set[str]) -> bool:
    if isinstance(key, ast.Name):
        bound = list(_bindings(key.id, part, makers))
        return bool(bound) and all(bound)
    return _is_made(key, makers)


def _is_made(value: ast.expr, makers: set[str]) -> bool:
    """`session.NAME`, `session.function(…)`, or a call of a function of the same file that returns a Key."""
    made = value.func if isinstance(value, ast.Call) else value
    if isinstance(made, ast.Name):
        return isinstance(value, ast.Call) and made.id in makers
    return isinstance(made, ast.Attribute) and ast.unparse(made.value) == "session"


def _bindings(name: str, part: ast.AST, makers: set[str]) -> Iterator[bool]:
    """For each place where the name gets a value: whether that is a key made in `session`."""
    for node in ast.walk(part):
        match node:
            case ast.arg(arg=arg, annotation=annotation) if arg == name:
                yield annotation is not None and _is_key_type(annotation)
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield _is_made(value, makers)
            case ast.Name(id=target, ctx=ast.Store()) if target == name and not _is_assigned(node, part):
                yield False


def _is_assigned(target: ast.Name, part: ast.AST) -> bool:
    return any(isinstance(node, ast.Assign) and node.targets == [target] for node in ast.walk(part))


def _is_key_type(annotation: ast.expr) -> bool:
    return ast.unparse(annotation) in ("Key", "session.Key")
