"""Mixes as the pages ask for them: of which results, kept and opened again, and what a press for them would do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from retouch_lib.cloud.servers import servers
from retouch_lib.engine import PLUGINS as DONE_HERE
from retouch_lib.errors import InvalidArchive, InvalidPayload, InvalidPhoto
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.sliders import blends
from retouch_lib.presets.vendor import BALANCED, HEAVY, LOOKS, SLIGHT
from retouch_lib.settings import Settings
from retouch_lib.store.records import Job, JobState, Photo
from retouch_lib.store.runs import Gone
from retouch_lib.store.store import Store
from retouch_lib.work.mixing import LONGEST_NAME, Mixing, NotMixable
from retouch_lib.work.plan import Plan, make_plan
from tests.launches import as_opened_before
from tests.unit.imaging import pictures
from tests.unit.imaging.archives import SIZE, layer_png, zipped
from tests.unit.store.conftest import NOON, OWNER, Ticking

PHOTO_BYTES = pictures.jpeg(pictures.smooth(*SIZE))
PHOTO = hashlib.sha256(PHOTO_BYTES).hexdigest()
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "mix.md").read_text()
LAYERS = ("Heal", "Fabric", "Eye Vessels", "Eye Brilliance", "White Teeth", "Dodge Burn", "Skin Tone")


class World:
    """A store, files, and one photo."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(as_opened_before(folder / "lab.sqlite"), Ticking())
        self.store.add_photo(Photo(PHOTO, OWNER, "DSC_1.jpg", 1000, "jpeg", *SIZE, "sRGB", None, NOON))
        self.files = Files(folder / "files")
        self.previews = folder / "previews"
        self.adopt(PHOTO_BYTES)
        self.server = next(one for one in servers(Settings(data_dir=folder)) if one.is_local)
        self.sizes: Callable[[PictureName], object] = lambda picture: None
        self.mixing = Mixing(
            self.store, LayerViews(self.files, folder / "previews"), self.plan, lambda picture: self.sizes(picture)
        )

    def plan(
        self, owner: str, photos: list[str], presets: list[Preset], server_name: str, *, longest_side: int = 0
    ) -> Plan:
        assert server_name == self.server.name
        reduced = dict.fromkeys(photos, longest_side) if longest_side else {}
        return make_plan(self.store, owner, photos, presets, self.server, token_ref="ref", reduced=reduced)

    def done(self, plan: Plan, data: bytes, kind: str = "zip") -> Job:
        """The press, and its one job done."""
        (run,) = self.store.make_runs(OWNER, [plan.ask()])
        return self.finish(run.items[0].job, data, kind)

    def finish(self, job: Job, data: bytes, kind: str = "zip") -> Job:
        result = self.adopt(data)
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            self.store.set_job(job.id, state=state)
        return self.store.set_job(job.id, state=JobState.DONE, result=result, result_type=kind, result_bytes=len(data))

    def adopt(self, data: bytes) -> str:
        part = self.files.new_part()
        part.write_bytes(data)
        return self.files.adopt(part)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()


def archive(*names: str) -> bytes:
    return zipped({f"index={number}&name={name}.png": layer_png(seed=number) for number, name in enumerate(names)})


def rendered(world: World) -> Job:
    _, plan = world.mixing.rendering(OWNER, PHOTO, [HEAVY, BALANCED, SLIGHT], "local")
    return world.done(plan, archive(*LAYERS, "Portrait Volumes"))


def test_one_press_renders_the_layers_of_all_looks_and_joins_what_is_known(world: World) -> None:
    request, plan = world.mixing.rendering(OWNER, PHOTO, LOOKS, "local")
    assert (plan.to_pay, len(plan.items), request.left_out) == (1, 1, ())
    assert all(task.layered for task in plan.items[0].preset.tasks)
    assert world.mixing.results(OWNER, PHOTO) == ()
    job = world.done(plan, archive(*LAYERS, "Portrait Volumes"))
    _, again = world.mixing.rendering(OWNER, PHOTO, LOOKS, "local")
    assert (again.to_pay, again.known) == (0, 1)
    assert [one.id for one in world.mixing.results(OWNER, PHOTO)] == [job.id]
    with pytest.raises(InvalidPayload):
        world.mixing.rendering(OWNER, PHOTO, [], "local")


def test_from_a_look_to_a_mix_and_to_the_plan_that_confirms_it(world: World) -> None:
    result = world.mixing.result(OWNER, rendered(world).id)
    assert [slider.plugin for slider in result.sliders] == [*LAYERS, "Portrait Volumes"]
    assert str(result.picture) == f"{result.job.result}-{PHOTO}"
    simulated = result.simulated(SLIGHT)
    mix = world.mixing.keep(OWNER, result, simulated.strengths, name="  slight\u202e,\n mine ")
    assert mix.name == "slight, mine"
    saved, plan = world.mixing.confirming(OWNER, mix)
    assert (plan.to_pay, plan.items[0].photo, plan.server.name) == (1, PHOTO, "local")
    assert plan.items[0].preset == saved.preset
    assert not saved.preset.layered
    assert saved.preset.name == "slight, mine"
    for name in ("Eye Vessels", "Skin Tone", "Portrait Volumes"):
        wanted, got = SLIGHT.task(name), saved.preset.task(name)
        assert wanted
        assert got
        assert got.get(("Alpha1",)) == wanted.get(("Alpha1",))
    world.done(plan, b"\xff\xd8\xff", "jpeg")
    assert world.mixing.confirming(OWNER, mix)[1].known == 1, "confirmed once, it is known"


def test_a_mix_is_opened_again_as_it_was_left(world: World) -> None:
    result = world.mixing.result(OWNER, rendered(world).id)
    assert world.mixing.of(OWNER, result) is None
    mix = world.mixing.keep(OWNER, result, result.whole)
    softer = result.whole.put(5, 300)
    world.mixing.set_strengths(OWNER, mix, softer, extrapolate=True)
    left = world.mixing.of(OWNER, result)
    assert left
    assert (left.id, left.strengths, left.extrapolate) == (mix.id, softer, True)
    assert world.mixing.set_strengths(OWNER, left, mix.strengths).strengths == result.whole, "and taken back"
    assert len(world.mixing.rename(OWNER, mix, "x" * 200).name) == LONGEST_NAME
    world.mixing.delete(OWNER, mix)
    assert world.mixing.mixes(OWNER) == ()
    with pytest.raises(Gone):
        world.mixing.set_strengths(OWNER, mix, softer)


def test_strengths_of_another_archive_are_refused(world: World) -> None:
    result = world.mixing.result(OWNER, rendered(world).id)
    with pytest.raises(ValueError, match="another archive"):
        world.mixing.keep(OWNER, result, Strengths.full(3))
    mix = world.mixing.keep(OWNER, result, result.whole)
    with pytest.raises(ValueError, match="another archive"):
        world.mixing.set_strengths(OWNER, mix, Strengths.full(3))


def test_a_mix_is_copied_to_another_result_by_its_values(world: World) -> None:
    strong = world.mixing.result(OWNER, rendered(world).id)
    _, plan = world.mixing.rendering(OWNER, PHOTO, [BALANCED], "local")
    weak = world.mixing.result(OWNER, world.done(plan, archive(*LAYERS, "Portrait Volumes")).id)
    copied = strong.copied(weak, weak.whole)
    by_plugin = {slider.plugin: copied.strengths.values[slider.layer] for slider in strong.sliders}
    assert by_plugin["Fabric"] == round(0.39 / 0.75 * FULL)
    assert any(said.startswith("Heal") for said in copied.remarks)
    assert world.mixing.showing(OWNER, PHOTO, [BALANCED]) == weak
    assert world.mixing.showing(OWNER, PHOTO, [HEAVY]) == strong
    assert world.mixing.showing(OWNER, PHOTO, [HEAVY, BALANCED]) is None


def test_the_same_mix_on_another_photo_is_of_its_own_layers(world: World) -> None:
    result = world.mixing.result(OWNER, rendered(world).id)
    other = world.adopt(pictures.jpeg(255 - pictures.smooth(*SIZE)))
    world.store.add_photo(Photo(other, OWNER, "DSC_2.jpg", 1000, "jpeg", *SIZE, "sRGB", None, NOON))
    mixed = result.whole.put(1, 400).put(5, 0)
    assert world.mixing.same_on(OWNER, result, mixed, [PHOTO, other, "f" * 64]) == (), "it has no layers yet"
    _, plan = world.mixing.rendering(OWNER, other, [HEAVY, BALANCED, SLIGHT], "local")
    alike = world.done(plan, archive(*LAYERS, "Portrait Volumes"))
    _, plan = world.mixing.rendering(OWNER, other, [SLIGHT], "local")
    world.done(plan, archive("Heal", "Eye Vessels", "White Teeth", "Dodge Burn", "Skin Tone", "Portrait Volumes"))
    (found,) = world.mixing.same_on(OWNER, result, mixed, [PHOTO, other])
    assert (found.result.job.id, found.strengths, found.remarks) == (alike.id, mixed, ())


def test_the_latest_is_the_one_mixed_last_or_the_newest(world: World) -> None:
    assert world.mixing.latest(OWNER) is None
    first = rendered(world)
    _, plan = world.mixing.rendering(OWNER, PHOTO, [BALANCED], "local")
    second = world.done(plan, archive(*LAYERS, "Portrait Volumes"))
    _, plan = world.mixing.rendering(OWNER, PHOTO, [SLIGHT], "local")
    world.done(plan, b"PK\x03\x04 and no more")
    latest = world.mixing.latest(OWNER)
    assert latest
    assert latest.job.id == second.id, "the newest that can be opened"
    result = world.mixing.result(OWNER, first.id)
    world.mixing.keep(OWNER, result, result.whole)
    assert world.mixing.latest(OWNER) == result
    assert world.mixing.latest("somebody") is None


def test_how_much_of_any_result_is_shown_is_kept(world: World) -> None:
    flat = world.done(world.plan(OWNER, [PHOTO], [SLIGHT], "local"), b"\xff\xd8\xff", "jpeg")
    job, picture = world.mixing.over_photo(OWNER, flat.id)
    assert (job, str(picture)) == (flat, f"{flat.result}-{PHOTO}")
    assert world.mixing.amount(OWNER, flat.id) is None
    first = world.mixing.keep_amount(OWNER, flat.id, 400)
    second = world.mixing.keep_amount(OWNER, flat.id, 0)
    assert (second.id, second.strengths) == (first.id, Strengths((0,)))
    assert world.mixing.amount(OWNER, flat.id) == second
    assert world.mixing.amounts(OWNER, [flat.id, "other"]) == {flat.id: second}
    world.mixing.keep_amount(OWNER, flat.id, FULL)
    assert world.mixing.amount(OWNER, flat.id) is None, "the whole result, as it came"
    with pytest.raises(ValueError, match="more than the whole"):
        world.mixing.keep_amount(OWNER, flat.id, FULL + 1)
    with pytest.raises(NotMixable):
        world.mixing.keep_amount("somebody", flat.id, 1)
    layered = world.mixing.result(OWNER, rendered(world).id)
    world.mixing.keep_amount(OWNER, layered.job.id, 700)
    assert world.mixing.of(OWNER, layered) is None, "a mix of its layers is another thing"


@pytest.mark.parametrize(
    ("raised", "refused"),
    [(InvalidPhoto("The result has 8 × 8 pixels"), InvalidPhoto), (FileNotFoundError("away"), NotMixable)],
)
def test_an_amount_of_a_result_of_another_size_is_refused(
    world: World, raised: Exception, refused: type[Exception]
) -> None:
    """Or of one whose file is gone; what was kept before stays as it is."""
    flat = world.done(world.plan(OWNER, [PHOTO], [SLIGHT], "local"), b"\xff\xd8\xff", "jpeg")
    before = world.mixing.keep_amount(OWNER, flat.id, 400)
    seen = []

    def other_size(picture: PictureName) -> None:
        seen.append(picture)
        raise raised

    world.sizes = other_size
    with pytest.raises(refused):
        world.mixing.keep_amount(OWNER, flat.id, 500)
    assert seen == [PictureName(str(flat.result), PHOTO)]
    assert world.mixing.amount(OWNER, flat.id) == before


def test_mixes_are_set_aside_under_names_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    result = world.mixing.result(OWNER, rendered(world).id)
    first, second = (world.mixing.set_aside(OWNER, result, result.whole, "soft") for _ in range(2))
    assert [mix.name for mix in world.mixing.kept(OWNER, result)] == ["soft", "soft 2"]
    assert world.mixing.of(OWNER, result) is None, "no slider moves them"
    longest = world.mixing.set_aside(OWNER, result, result.whole, "x" * LONGEST_NAME)
    again = world.mixing.set_aside(OWNER, result, result.whole, "x" * LONGEST_NAME)
    assert (len(longest.name), again.name) == (LONGEST_NAME, "x" * (LONGEST_NAME - 4) + " 2")
    monkeypatch.setattr("retouch_lib.work.mixing.MOST_KEPT", 4)
    with pytest.raises(NotMixable, match="Delete one first"):
        world.mixing.set_aside(OWNER, result, result.whole, "soft")
    world.mixing.delete(OWNER, first)
    assert second in world.mixing.kept(OWNER, result)
    with pytest.raises(ValueError, match="another archive"):
        world.mixing.set_aside(OWNER, result, Strengths((1,)), "")


def test_the_pages_example_runs(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    job = rendered(world)
    script, *_ = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    mix_pictures = Mixes(world.files, Making(world.files, world.previews), world.previews)
    found = {"lab": SimpleNamespace(mixes=world.mixing, mix_pictures=mix_pictures), "job_id": job.id}
    exec(script, found)
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == ["slight", "balanced", "heavy", "1"]
    assert world.mixing.mixes(OWNER)[0].name == "my own"


def test_the_table_of_errors_has_each_plugin() -> None:
    """As docs/make_mix_errors.py writes it."""
    table = PAGE[PAGE.index("<!-- errors") : PAGE.index("<!-- end of errors")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "%" in line]
    wanted = [BY_KEY[key].label for key in DONE_HERE if blends(BY_KEY[key])]
    assert list(dict.fromkeys(row[0] for row in rows[1:])) == wanted
    for row in rows[1:]:
        for cell in row[2:]:
            mean, worst = map(float, cell.split(" / "))
            assert 0 <= mean < 1.5
            assert mean <= worst


def test_what_can_t_be_mixed_says_why(world: World) -> None:
    with pytest.raises(NotMixable, match="no such result"):
        world.mixing.result(OWNER, "x")
    plan = world.plan(OWNER, [PHOTO], [SLIGHT], "local")
    flat = world.done(plan, b"\xff\xd8\xff", "jpeg")
    with pytest.raises(NotMixable, match="no layers"):
        world.mixing.result(OWNER, flat.id)
    _, plan = world.mixing.rendering(OWNER, PHOTO, [SLIGHT], "local")
    broken = world.done(plan, b"PK\x03\x04 and no more")
    with pytest.raises(InvalidArchive):
        world.mixing.result(OWNER, broken.id)
    with pytest.raises(NotMixable, match="no such result"):
        world.mixing.result("somebody", broken.id)
    _, plan = world.mixing.rendering(OWNER, PHOTO, [BALANCED], "local")
    only_a_mask = world.done(plan, archive("Skin Mask"))
    with pytest.raises(NotMixable, match="no layers"):
        world.mixing.result(OWNER, only_a_mask.id)
    world.files.remove(str(only_a_mask.result))
