"""A frame as CSV that a spreadsheet opens as what it is: no text in it is run as a formula.

Excel, LibreOffice and Google Sheets take a cell that begins with = + - or @ for a formula, and one may fetch an address
or start a program. Names of photos and presets come from anywhere. See OWASP, "CSV Injection".
"""

from __future__ import annotations

import re

import pandas as pd

_RUN = re.compile("'*[=+@\\-\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""Apostrophes too, where they stand before such a sign: what was put there can then be told from what was there."""


def to_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8, without the index. A text that would be run gets an apostrophe in front; numbers and times are untouched.

    Read back with pandas, `column.str.replace(GUARD, "", regex=True)` gives the text as it was.
    """
    guarded = {name: _guarded(frame[name]) for name in frame.columns if pd.api.types.is_string_dtype(frame[name])}
    # RFC 4180's line ends; with \n alone, a \r in a text would not be quoted, and would begin another row.
    return frame.assign(**guarded).to_csv(index=False, lineterminator="\r\n").encode()


GUARD = f"^'(?={_RUN.pattern})"
"""The apostrophe that was put there."""


def _guarded(texts: pd.Series) -> pd.Series:
    found = texts.str.match(_RUN).fillna(value=False)
    return texts.mask(found, "'" + texts)
