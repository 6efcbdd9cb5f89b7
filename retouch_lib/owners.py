"""Whose photos, presets, runs and results these are: every row and every route is one owner's."""

from __future__ import annotations

from typing import NewType

Owner = NewType("Owner", str)
"""A short opaque text, at most 100 characters; who is meant is told where it is made."""

LOCAL = Owner("local")
"""The one person of a lab that nobody else can reach: the app on loopback, and a shell."""
