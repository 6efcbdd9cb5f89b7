"""Write the table of errors into docs/mix.md: simulated from layers, against really rendered by the local engine.

.venv/bin/python docs/make_mix_errors.py

On each built-in photo every plugin is rendered as a layer at its highest value, and flat at shares of that value; the
mix of the layer is compared with the flat picture. Figures are ΔE00 where the plugin changes anything.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from retouch_lib.engine import PLUGINS as DONE_HERE  # noqa: E402
from retouch_lib.engine.retouch import retouch  # noqa: E402
from retouch_lib.imaging.archive.read import layer_pixels, read_archive  # noqa: E402
from retouch_lib.imaging.composite import Laid, compose  # noqa: E402
from retouch_lib.imaging.files import photo  # noqa: E402
from retouch_lib.imaging.floats import Floats  # noqa: E402
from retouch_lib.imaging.measures.colour_difference import ciede2000, lab  # noqa: E402
from retouch_lib.imaging.measures.seen_picture import WHOLE, SeenPicture  # noqa: E402
from retouch_lib.plugins import PLUGINS, Plugin  # noqa: E402
from retouch_lib.presets.layer_request import layers_for  # noqa: E402
from retouch_lib.presets.preset import Preset, default_task  # noqa: E402
from retouch_lib.presets.simulating import percent, simulate  # noqa: E402
from retouch_lib.presets.sliders import blends, sliders  # noqa: E402
from retouch_lib.presets.vendor import LOOKS  # noqa: E402

PAGE = ROOT / "docs" / "mix.md"
BEGIN, END = "<!-- errors: made by docs/make_mix_errors.py -->", "<!-- end of errors -->"
SHARES = (0.25, 0.5, 0.75)
_HEAD = (
    "| plugin | its layer rendered at | " + " | ".join(f"at {percent(share)} of that" for share in SHARES) + " |",
    "|---|---|" + "---|" * len(SHARES),
)
_LOOKS_HEAD = ("| look, from the layers of all three | mean | worst |", "|---|---|---|")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        photos = list(as_pngs(Path(folder)))
        lines = [*_HEAD, *plugin_rows(photos), "", *_LOOKS_HEAD, *look_rows(photos)]
    text = PAGE.read_text()
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    PAGE.write_text("\n".join([before, *lines, after]))


def as_pngs(folder: Path) -> Iterator[Path]:
    """The built-in photos without the losses of a JPEG, which are no part of the error."""
    for source in sorted((ROOT / "retouch_lib" / "samples").glob("*.*")):
        if source.suffix in (".jpg", ".png"):
            target = folder / f"{source.stem}.png"
            photo.save(replace(photo.load(source), format="png"), target)
            yield target


def plugin_rows(photos: Sequence[Path]) -> Iterator[str]:
    for plugin in PLUGINS:
        if plugin.key in DONE_HERE and blends(plugin):
            for value in rendered_at(plugin):
                layer = layers_for([at(plugin, value)]).preset
                cells = [cell(errors(photos, layer, at(plugin, share * value))) for share in SHARES]
                sys.stdout.write(f"{plugin.label} {value}: {cells}\n")
                yield f"| {plugin.label} | {percent(value)} | {' | '.join(cells)} |"


def look_rows(photos: Sequence[Path]) -> Iterator[str]:
    layers = layers_for([*reversed(LOOKS)]).preset
    for look in LOOKS:
        mean, worst = cell(errors(photos, layers, look)).split(" / ")
        sys.stdout.write(f"{look.name}: {mean} / {worst}\n")
        yield f"| {look.name} | {mean} | {worst} |"


def rendered_at(plugin: Plugin) -> list[float]:
    """100 %, and the highest value where that is more."""
    highest = blends(plugin)[0].maximum or 1.0
    return sorted({1.0, highest})


def at(plugin: Plugin, value: float) -> Preset:
    """The plugin alone, at that value; a second one keeps its share of the first."""
    task = default_task(plugin)
    first, *rest = blends(plugin)
    for number in rest:
        task = task.put(number.path, round(value * (number.default or 0) / (first.default or 1), 4))
    return Preset(plugin.key, (task.put(first.path, round(value, 4)),))


def errors(photos: Sequence[Path], layers: Preset, wanted: Preset) -> list[Floats]:
    """ΔE00 of the simulated against the rendered, of each photo, where either is another than the photo."""
    found = []
    for source in photos:
        original = photo.load(source)
        flat = rendered(source, wanted)
        mixed = simulated(source, original.pixels, layers, wanted)
        changed = ((flat != original.pixels) | (mixed != original.pixels)).any(axis=2)
        one, other = (in_lab(pixels, original.icc) for pixels in (flat, mixed))
        found.append(ciede2000(one, other)[changed])
    return found


def cell(found: Sequence[Floats]) -> str:
    """The mean over the photos that it does anything to, and the worst pixel of all."""
    seen = [one for one in found if one.size]
    if not seen:
        return "nothing to do"
    return f"{np.mean([one.mean() for one in seen]):.2f} / {max(one.max() for one in seen):.1f}"


def rendered(source: Path, preset: Preset) -> photo.Pixels:
    target = source.with_name(f"{source.stem}.{preset.fingerprint[:16]}.out")
    if not target.exists():
        retouch(source, [task.as_dict() for task in preset.tasks], target, lambda *told: None)
    return photo.load(target).pixels


def simulated(source: Path, original: photo.Pixels, layers: Preset, wanted: Preset) -> photo.Pixels:
    target = source.with_name(f"{source.stem}.{layers.fingerprint[:16]}.zip")
    if not target.exists():
        retouch(source, [task.as_dict() for task in layers.tasks], target, lambda *told: None)
    archive = read_archive(target)
    made = simulate(wanted, sliders(layers, archive.layers), len(archive.layers))
    laid = (
        Laid(layer_pixels(archive, layer), layer.blend, made.strengths.opacity(layer.number))
        for layer in archive.layers
        if layer.blend
    )
    return compose(original, laid)


def in_lab(pixels: photo.Pixels, icc: bytes | None) -> Floats:
    seen = SeenPicture(pixels, icc)
    return lab(seen.srgb(WHOLE, seen.size))


if __name__ == "__main__":
    main()
