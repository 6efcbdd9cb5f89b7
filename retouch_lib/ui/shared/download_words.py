"""What a download holds, in words. Pure: no screen, no store."""

from __future__ import annotations

from collections.abc import Mapping

from retouch_lib.media.parcel import Parcel
from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words
from retouch_lib.work.delivery import ALL, WINNERS
from retouch_lib.work.transfers import Transfer, TransferState

_NAMES = 3


def choice_in_words(choice: str, count: int) -> str:
    """ "Winners · 28", "All · 90", "★★★ or more · 12" """
    if choice in (WINNERS, ALL):
        return f"{'Winners' if choice == WINNERS else 'All'} · {count:,}"
    return f"{'★' * int(choice)}{'' if choice == '5' else ' or more'} · {count:,}"


def size_of_parcel_in_words(parcel: Parcel) -> str:
    """ "30 files · 212 MB"; "about" where pictures are still to be composed."""
    about = "about " if any(file.over for file in parcel.files) else ""
    return f"{counted(len(parcel.files), 'file')} · {about}{size_in_words(parcel.bytes)}"


def first_names_in_words(parcel: Parcel) -> str:
    """ "retouched / DSC_1.jpg, DSC_2.jpg, DSC_3.jpg … DSC_30.jpg" """
    paths = [file.path for file in parcel.files]
    first = ", ".join(paths[:_NAMES])
    more = f" … {paths[-1]}" if len(paths) > _NAMES else ""
    return f"{parcel.name} / {first}{more}"


def moving_in_words(transfer: Transfer) -> str:
    """ "12 of 30 files, 84 MB" """
    return f"{transfer.files:,} of {counted(transfer.files_of, 'file')}, {size_in_words(transfer.bytes)}"


def ended_in_words(transfer: Transfer, where: str) -> str:
    """ "30 files, 212 MB: in /home/anna/delivered." """
    done = f"{counted(transfer.files, 'file')}, {size_in_words(transfer.bytes)}"
    if transfer.state is TransferState.DONE:
        return f"{done}: {where}."
    how = "Stopped" if transfer.state is TransferState.STOPPED else "It broke off"
    why = f": {transfer.why}" if transfer.why else "."
    return f"{how} after {done} of {counted(transfer.files_of, 'file')}{why}"


def remarks_in_words(remarks: Mapping[str, int]) -> list[str]:
    """What could not be kept: "3 files: …", a sentence each."""
    return [f"{counted(count, 'file')}: {remark}" for remark, count in remarks.items()]
