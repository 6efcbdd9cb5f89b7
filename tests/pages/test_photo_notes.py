"""What Tune says of a photo that comes otherwise than one may think."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.imaging.files import photo as rooms
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.ui import preferences
from tests.unit.imaging.pictures import exif, jpeg, png, smooth

PHONE = Path(__file__).parents[1] / "unit" / "imaging" / "files" / "phone.heic"


def test_tune_says_that_a_heic_was_converted_and_what_of_a_file_is_odd(
    lab: Lab, open_page: Callable[[str], AppTest]
) -> None:
    lab.store.set_preference(LOCAL, preferences.GREETED, True)
    for data, name in ((jpeg(smooth(300, 200), exif(6)), "odd.png"), (PHONE.read_bytes(), "IMG_1.HEIC")):
        part = lab.files.new_part()
        part.write_bytes(data)
        lab.add_photo(LOCAL, part, name)
    odd, phone = reversed(lab.store.photos(LOCAL))
    said = {}
    for photo in (odd, phone):
        test = open_page("tune")
        test.session_state["photo_shown"] = photo.sha256
        test.run()
        assert not test.exception
        said[photo.name] = " ".join(caption.value for caption in test.caption)
    assert "Converted from HEIC to JPEG" in said["IMG_1.jpg"]
    assert "Its name ends in .png, but it is a JPEG: it is treated as one." in said["odd.png"]
    assert "No colour profile; shown as sRGB." in said["odd.png"]
    assert "Converted" not in said["odd.png"]


def test_a_photo_that_no_decoder_can_show_leaves_tune_whole(
    lab: Lab, open_page: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.store.set_preference(LOCAL, preferences.GREETED, True)
    part = lab.files.new_part()
    part.write_bytes(png(smooth(300, 200)))
    photo = lab.add_photo(LOCAL, part, "odd.png")
    lab.store.set_preference(LOCAL, preferences.PHOTOS, [photo.sha256])

    def fails(*_: object, **__: object) -> None:
        raise ValueError("could not broadcast input array")

    monkeypatch.setattr(rooms, "load", fails)
    for _ in range(2):
        test = open_page("tune")
        said = " ".join(caption.value for caption in test.caption)
        assert "No preview of this picture can be made (ValueError)." in said
        assert "run or download it all the same" in said
        assert any(button.label.startswith("Run") and not button.disabled for button in test.button)
        assert not test.error
    lab.files.path(photo.sha256).unlink()
    test = open_page("tune")
    assert "can't be opened (FileNotFoundError)" in " ".join(caption.value for caption in test.caption)
    assert not test.error
