"""Whose photos and runs these are."""

from retouch_lib.lab import OWNER as OWNER  # the server's public name too
