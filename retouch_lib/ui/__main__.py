"""The app, from any folder: `python -m retouch_lib.ui`. It takes Streamlit's options, such as --server.port 8600."""

from __future__ import annotations

import sys

from streamlit.web import cli

from retouch_lib.ui.server.top_level import TOP_LEVEL

if __name__ == "__main__":
    cli.main(["run", str(TOP_LEVEL / "app.py"), *sys.argv[1:]], prog_name="streamlit")
