"""Retouch Lab: tune presets of the Retouch4me cloud retouching API. Room by room: see README, "Where things are"."""

__version__ = "0.1.0"
