"""Layered results: a ZIP read within bounds, its layers in order, each layer's pixels."""
