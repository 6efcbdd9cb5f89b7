"""`python -m retouch_lib`: the same as the command `retouch-lab`."""

from __future__ import annotations

from retouch_lib.cli.main import main

if __name__ == "__main__":
    main()
