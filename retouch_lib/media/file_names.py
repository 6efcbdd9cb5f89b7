"""What a result is called when it is saved: the photo's name when it was sent, the look, the right extension."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from retouch_lib.imaging.archive.read import Layer
from retouch_lib.names import FolderNames, file_name, in_file_names
from retouch_lib.store.records import Job, Mix
from retouch_lib.words.amounts import look_in_names
from retouch_lib.words.text import within_bytes

EXTENSIONS = {"jpeg": ".jpg", "png": ".png", "zip": ".zip", "json": ".json", "psd": ".psd", "psb": ".psb"}
"""By the type of a result, or the format of a picture made of it."""
_JPEG = (".jpg", ".jpeg", ".jpe", ".jfif")
_MAX_STEM = 120
_MAX_LOOK, _MAX_LAYER = 120, 60
"""Bytes in UTF-8: forty letters of any script, as many as a variant's name has; and twenty."""


def result_name(job: Job) -> str:
    """DSC_6229.jpg and the variant "balanced (edited)" → DSC_6229_balanced-edited.jpg."""
    return file_name(_stem(job), _end(job))


def extension_of(job: Job) -> str:
    """Of its result, as its type is: ".jpg"; empty where that is not known."""
    return EXTENSIONS.get(job.result_type or "", "")


def spelled_as(photo_name: str, end: str) -> str:
    """`end`, in the photo's own spelling where both say the same: ".JPG", ".jpeg"."""
    own = PurePath(photo_name).suffix
    return own if own.lower() == end or (end == ".jpg" and own.lower() in _JPEG) else end


def result_names(jobs: Iterable[Job]) -> list[str]:
    """The same for results in one folder, no two alike."""
    names = FolderNames()
    return [names.add(_stem(job), _end(job)) for job in jobs]


def archive_name(jobs: Sequence[Job]) -> str:
    """What a ZIP of results is called: DSC_6229_results.zip, or without a name where they are of several photos."""
    of_one = len({job.photo for job in jobs}) == 1
    return file_name(_stem(jobs[0]) if of_one else "retouch-lab", "_results.zip")


def composite_name(job: Job) -> str:
    """What a layered result is called as one picture: DSC_6229_balanced_composed.jpg."""
    return file_name(_stem(job), f"_{_look(job)}_composed.jpg")


def mix_name(job: Job, file_format: str, look: str = "") -> str:
    """What a mix of a result's layers is called, a JPEG, PNG, PSD or PSB: DSC_6229_balanced_simulated.jpg."""
    called = within_bytes(in_file_names(look), _MAX_LOOK) or _look(job)
    return file_name(_stem(job), f"_{called}_simulated{EXTENSIONS[file_format]}")


def amount_name(job: Job, file_format: str, amount: Mix) -> str:
    """What an amount of a result is called: DSC_6229_balanced-70_simulated.jpg, …_balanced-in-part_simulated.jpg."""
    return mix_name(job, file_format, in_file_names(amount_in_names(job.variant, amount)))


def amount_in_names(look: str, amount: Mix) -> str:
    """The look with how much of it is shown, as part of a name: "balanced 70", "balanced in part"."""
    return look_in_names(look, amount.strengths.values[0], painted=bool(amount.guard))


def layer_names(job: Job, layers: Iterable[Layer]) -> list[str]:
    """What the layers are called when they are saved one by one: DSC_6229_balanced_Heal_normal.png."""
    names = FolderNames()
    found = []
    for layer in layers:
        kind = "mask" if layer.is_mask else layer.blend.value if layer.blend else ""
        called = within_bytes(in_file_names(layer.name), _MAX_LAYER) or "layer"
        found.append(names.add(_stem(job), f"_{'_'.join(filter(None, (_look(job), called, kind)))}.png"))
    return found


def _stem(job: Job) -> str:
    return PurePath(job.photo_name).stem[:_MAX_STEM]


def _end(job: Job) -> str:
    return f"_{_look(job)}{extension_of(job)}"


def _look(job: Job) -> str:
    return within_bytes(in_file_names(job.variant), _MAX_LOOK) or "result"
