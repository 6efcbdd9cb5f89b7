"""The screen Team: runs that others share."""
