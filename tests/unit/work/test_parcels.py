"""What of a result's history its file tells: nothing in a delivery, everything in a work file where it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.imaging.metadata.provenance import Provenance
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.store import Store
from retouch_lib.work.delivery import Deliverable, Deliveries
from retouch_lib.work.delivery_names import Layers, Naming
from retouch_lib.work.library import Library
from retouch_lib.work.name_pattern import read_pattern
from retouch_lib.work.parcels import Order, Parcels
from tests.unit.store.conftest import OWNER
from tests.unit.store.conftest import store as store  # the fixture
from tests.unit.work.test_delivery_names import AT, result

PATTERN = read_pattern("{photo}_{look}_{version}")


@pytest.fixture
def parcels(store: Store) -> Parcels:
    library = Library(store)
    library.save(OWNER, replace(BALANCED, name="wedding"))
    return Parcels(Deliveries(store), library)


def layered(**job: object) -> Deliverable:
    return result(result_type="zip", sent="5" * 64, **job)  # type: ignore[arg-type]


def test_a_delivery_tells_nothing_of_ours(parcels: Parcels) -> None:
    packed = parcels.packed(OWNER, [result(stars=4), layered()], Order(Naming(), without_place=True))
    assert packed.clashes == "One name was taken: that file is called DSC_6229-2.jpg."
    for file in packed.parcel.files:
        assert (file.wishes.added, file.wishes.stars, file.wishes.without_place) == (None, None, True)
    assert [file.over for file in packed.parcel.files] == ["", "5" * 64]
    assert packed.parcel.name.startswith("retouched ")


def test_a_work_file_tells_where_it_is_from(parcels: Parcels) -> None:
    one = result(look="wedding", stars=4, fingerprint=BALANCED.fingerprint)
    (file,) = parcels.packed(OWNER, [one], Order(Naming(PATTERN), tells=True)).parcel.files
    assert file.path == "DSC_6229_wedding_v1.jpg"
    assert file.wishes.stars == 4
    assert file.wishes.added == Provenance(
        one.result, "DSC_6229.jpg", "wedding", 1, BALANCED.fingerprint, one.job.server, AT, simulated=False
    )
    (silent,) = parcels.packed(OWNER, [one], Order(Naming(PATTERN))).parcel.files
    assert (silent.wishes.stars, silent.wishes.added) == (None, None)


def test_layers_have_it_beside_them_and_their_picture_in_it(parcels: Parcels) -> None:
    order = Order(Naming(PATTERN, Layers.ARCHIVE), tells=True)
    archive, beside = parcels.packed(OWNER, [layered(fingerprint="f" * 64)], order).parcel.files
    assert (archive.path, beside.path) == ("DSC_6229_heavy_ffffffff.zip", "DSC_6229_heavy_ffffffff.xmp")
    assert beside.sidecar
    assert not archive.sidecar
    (picture,) = parcels.packed(OWNER, [layered()], Order(Naming(PATTERN), tells=True)).parcel.files
    assert picture.wishes.added is not None
    assert picture.wishes.added.simulated


def test_they_are_packed_once_until_something_is_chosen_otherwise(parcels: Parcels) -> None:
    results = [result(stars=4), layered()]
    first = parcels.packed(OWNER, results, Order(Naming()))
    assert parcels.packed(OWNER, [*results], Order(Naming())) is first
    for changed in (
        parcels.packed(OWNER, results[:1], Order(Naming())),
        parcels.packed(OWNER, results, Order(Naming(), folder="Anna")),
        parcels.packed(OWNER, [result(stars=5), layered()], Order(Naming(), tells=True)),
    ):
        assert changed.parcel != first.parcel
