"""Files that this process may not write, also where the tests run as root, whom no permission stops."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_VERSION = 0x20080522
"""Of the structures below: _LINUX_CAPABILITY_VERSION_3."""
_OVERRIDES = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


class _Head(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def without_write(*paths: Path) -> Iterator[None]:
    """Within the block this thread can read these files and folders, and not write them."""
    with _without(0o222, paths):
        yield


@contextmanager
def without_access(*paths: Path) -> Iterator[None]:
    """Within the block this thread can't read or write these files."""
    with _without(0o666, paths):
        yield


@contextmanager
def _without(bits: int, paths: tuple[Path, ...]) -> Iterator[None]:
    before = [(path, path.stat().st_mode) for path in paths]
    for path, mode in before:
        path.chmod(mode & ~bits)
    try:
        with _bound_by_permissions():
            yield
    finally:
        for path, mode in before:
            path.chmod(mode)


@contextmanager
def _bound_by_permissions() -> Iterator[None]:
    """Takes from root's thread what lets it pass over them (Linux' capabilities); anybody else is bound already."""
    if os.name != "posix" or os.geteuid() != 0:
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    head, before = _Head(_VERSION, 0), (_Sets * 2)()
    if not hasattr(system, "capget") or system.capget(ctypes.byref(head), before):
        pytest.skip("root can't give up its rights to files on this system")
    less = (_Sets * 2)(*before)
    less[0].effective &= ~_OVERRIDES
    assert system.capset(ctypes.byref(head), less) == 0
    try:
        yield
    finally:
        assert system.capset(ctypes.byref(head), before) == 0
