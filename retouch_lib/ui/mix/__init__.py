"""Mix: the layers of one paid result over their photo, each at any strength, for nothing."""
