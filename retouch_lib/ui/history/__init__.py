"""What only History draws."""
