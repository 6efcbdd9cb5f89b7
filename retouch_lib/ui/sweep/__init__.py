"""Sweep: one or two strengths in steps, side by side."""
