"""How a mix leaves as a file, to be worked with: at full size, with its photo's metadata and how it came to be.

file = lab.mix_files.file("local", result.job, result.picture, strengths, "jpeg")
b"".join(file.outgoing.pieces())
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from retouch_lib.imaging.files.headers import Format
from retouch_lib.imaging.metadata.wishes import Wishes
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.file_names import mix_name
from retouch_lib.media.metadata import Outgoing
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job
from retouch_lib.work.leaving import Leaving

_TOLD = "{}, mixed {}"
"""With the strengths as they are written: in thousandths of each layer, or of the whole result."""


@dataclass(frozen=True, slots=True)
class MixFile:
    """One mix as it is saved."""

    name: str
    """DSC_6229_balanced_simulated.jpg."""
    outgoing: Outgoing


class MixFiles:
    """By owner. Every call reads the store anew."""

    def __init__(self, leaving: Leaving, pictures: Mixes) -> None:
        self._leaving, self._pictures = leaving, pictures

    def file(
        self,
        owner: Owner,
        job: Job,
        picture: PictureName,
        strengths: Strengths,
        file_format: Format = "jpeg",
        look: str = "",
    ) -> MixFile:
        """A JPEG or PNG that says it is simulated, of which result, and how strongly; without the result's stars.

        `look`: what the mix is called; the result's own look where it is empty.

        Raises as `media.mixes.Mixes.whole`.
        """
        path = self._pictures.whole(picture, strengths, file_format)
        outgoing = self._leaving.outgoing(job, wishes_of_mix(self._leaving, owner, job, strengths, look), path)
        return MixFile(mix_name(job, file_format, look), outgoing)


def wishes_of_mix(leaving: Leaving, owner: Owner, job: Job, strengths: Strengths, look: str = "") -> Wishes:
    """What is wished of a mix of that job's result: as of all that leaves, simulated, without the result's stars."""
    wishes = leaving.wishes(owner, [job], simulated=True)[job.id]
    if wishes.added is not None:
        told = replace(wishes.added, preset=_TOLD.format(look or job.variant, strengths), version=None)
        wishes = replace(wishes, added=told)
    return replace(wishes, stars=None)
