"""Which definitions figures were taken by: in a file of its own, so that the store need not load what takes them."""

VERSION = 5
"""Raised whenever the same two pictures would give other figures: what was kept is then measured again."""
