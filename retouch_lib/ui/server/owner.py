"""Whose photos and runs these are."""

OWNER = "local"
"""One person's lab: the app listens on loopback only, see `lifespan`."""
