"""Presets and all their forms: no disk, no store, no HTTP, no screen."""
