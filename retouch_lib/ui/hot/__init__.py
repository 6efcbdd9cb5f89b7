"""Hot folders on the Settings page."""
