"""What only Survey draws."""
