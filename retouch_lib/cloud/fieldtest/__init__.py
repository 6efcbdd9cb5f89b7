"""`python -m retouch_lib.cloud.fieldtest`: asks a real server, with a token, how it behaves, and reports."""
