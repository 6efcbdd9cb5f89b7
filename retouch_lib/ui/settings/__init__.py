"""What only Settings draws."""
