"""Use cases, one a file: no HTTP, no SQL, no screen."""
