"""The token: where it is kept in memory, and the type that does not show it."""
