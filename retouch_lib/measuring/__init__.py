"""Finished results are measured here, in a process of their own that steps back behind all other work."""
