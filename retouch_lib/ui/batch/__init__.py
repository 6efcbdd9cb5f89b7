"""Batch: some looks on many photos."""
