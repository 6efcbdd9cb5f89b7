"""The API over HTTP. Nothing else in the project talks to a network."""
