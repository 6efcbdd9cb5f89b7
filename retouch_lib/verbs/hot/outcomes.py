"""How files of a hot folder ended: results in done/, a note in words in failed/, a row each. Originals stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from retouch_lib.errors import InvalidFolder
from retouch_lib.lab import Lab
from retouch_lib.store.hot_folders import DONE, FAILED, HotFile, HotFolder
from retouch_lib.store.records import Job, JobState
from retouch_lib.verbs.hot.scanning import Found
from retouch_lib.verbs.placing import named_as
from retouch_lib.verbs.saving import OutputFolder

Answers = Sequence[tuple[str, Job]]
"""Preset's name, and the job that answers it."""


class Outcomes:
    """Of one hot folder."""

    def __init__(self, lab: Lab, kept: HotFolder) -> None:
        """Raises InvalidFolder where nothing can be written there."""
        self._lab, self._kept = lab, kept
        self._source, self._output = Path(kept.source), Path(kept.output)
        require_apart(self._source, self._output)
        OutputFolder.made(str(self._output / DONE))
        self._disk = self._disk_now()

    def unsettled(self, found: Sequence[Found]) -> list[tuple[Found, bool]]:
        """Those that were not seen to their end as they are; True with one that its owner wants tried again."""
        known = self._lab.store.hot_files(self._kept.id, [one.path for one in found]) if found else {}
        looked_at = [(one, self._again(one, known.get(one.path))) for one in found]
        return [(one, again) for one, again in looked_at if again is not None]

    def _again(self, found: Found, known: HotFile | None) -> bool | None:
        """None for one that is settled."""
        if known is None or (known.bytes, known.changed_ns) != (found.bytes, found.changed_ns):
            return False
        # Who deletes the note of a failure wants another try; with the whole folder gone, a drive is.
        wanted = known.state == FAILED and (self._output / FAILED).is_dir() and not self._note_of(found).exists()
        return True if wanted else None

    def save(self, found: Found, answers: Answers) -> dict[str, Path]:
        """Write what came, and how it ended; returns job → file. Raises InvalidFolder, and may be called again then."""
        saved = {}
        for name, job in answers:
            if job.state is JobState.DONE:
                self._require_same_disk()
                stem, end = named_as(found.path, job, name if len(answers) > 1 else "")
                folder = OutputFolder.made(str(self._output / DONE / found.folder))
                saved[job.id] = folder.save(self._lab, job, stem, end)
        whys = [f"{name}: {_why(job)}" for name, job in answers if job.state is not JobState.DONE]
        if whys:
            self.fail(found, "\n".join(whys))
        else:
            self._note_of(found).unlink(missing_ok=True)
            self._settle(found, DONE, "")
        return saved

    def fail(self, found: Found, why: str) -> None:
        """Raises InvalidFolder."""
        self._require_same_disk()
        note = self._note_of(found)
        text = (
            f"{why}\n\nThe photo lies where it was, as it was:\n{self._source / found.path}\n\n"
            "Delete this file, and the photo is tried again.\n"
        )
        try:
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(text, encoding="utf-8")
        except OSError as error:
            raise self._away(error) from None
        self._settle(found, FAILED, why)

    def _settle(self, found: Found, state: str, note: str) -> None:
        ended = HotFile(found.path, found.bytes, found.changed_ns, state, note, self._lab.clock())
        self._lab.store.settle_hot_file(self._kept.id, ended)

    def _note_of(self, found: Found) -> Path:
        return self._output / FAILED / PurePosixPath(f"{found.path}.txt")

    def _require_same_disk(self) -> None:
        """Where a drive was, its empty folder may stand: what is written there would be lost below the drive."""
        if self._disk_now() != self._disk:
            raise InvalidFolder(f"{self._output} is not the folder that it was: is its drive away? Waiting for it.")

    def _disk_now(self) -> int:
        try:
            return self._output.stat().st_dev
        except OSError as error:
            raise self._away(error) from None

    def _away(self, error: OSError) -> InvalidFolder:
        return InvalidFolder(f"Nothing can be written into {self._output} ({error.strerror}): waiting for it.")


def require_apart(source: Path, output: Path) -> None:
    """Raises InvalidFolder where results would be taken for photos."""
    inside, outside = source.resolve(), output.resolve()
    if inside == outside or inside.is_relative_to(outside):
        raise InvalidFolder(f"{source} lies in {output}: results would be taken for photos. Choose another folder.")


def _why(job: Job) -> str:
    return job.note or job.reason or job.state.value
