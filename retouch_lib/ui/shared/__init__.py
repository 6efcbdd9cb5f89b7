"""What several screens draw, and the words they share."""
