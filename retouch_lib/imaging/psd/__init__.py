"""Photoshop's documents, written: PSD, and PSB where a PSD ends (Adobe Photoshop File Formats Specification, 2019)."""
