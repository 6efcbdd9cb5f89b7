"""What only Tune draws."""
