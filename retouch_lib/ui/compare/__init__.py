"""What only Compare draws."""
