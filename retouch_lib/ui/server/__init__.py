"""What serves the app beside the pages."""
