"""What of a result's history its file tells: nothing in a delivery, everything in a work file where it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.imaging.metadata.provenance import Provenance
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.records import Mix, MixKind
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


def in_part(one: Deliverable) -> Deliverable:
    return replace(one, amount=Mix("m", OWNER, one.job.id, "", Strengths((700,)), False, "", AT, AT, MixKind.AMOUNT))


def test_an_amount_leaves_as_a_picture_that_says_so(parcels: Parcels) -> None:
    """A flat result, and layers that leave as one picture; as an archive they are whole."""
    one, order = in_part(result(fingerprint=BALANCED.fingerprint, stars=4)), Order(Naming(PATTERN), tells=True)
    (file,) = parcels.packed(OWNER, [one], order).parcel.files
    assert (file.path, file.over, file.mixed) == ("DSC_6229_heavy-70_v1_simulated.jpg", one.job.source, "700")
    assert file.wishes.added is not None
    assert (file.wishes.added.preset, file.wishes.added.version) == ("70 % of heavy", None)
    assert file.wishes.added.simulated
    assert file.wishes.stars == 4
    layers = in_part(layered(fingerprint="f" * 64))
    (picture,) = parcels.packed(OWNER, [layers], order).parcel.files
    assert (picture.path, picture.mixed) == ("DSC_6229_heavy-70_ffffffff_simulated.jpg", "700")
    archive, _ = parcels.packed(OWNER, [layers], Order(Naming(PATTERN, Layers.ARCHIVE), tells=True)).parcel.files
    assert (archive.path, archive.mixed) == ("DSC_6229_heavy_ffffffff.zip", "")
    (delivered,) = parcels.packed(OWNER, [one], Order(Naming())).parcel.files
    assert (delivered.path, delivered.mixed, delivered.wishes.added) == ("DSC_6229.jpg", "700", None)


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
