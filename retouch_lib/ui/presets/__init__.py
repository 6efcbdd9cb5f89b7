"""What only Presets draws."""
