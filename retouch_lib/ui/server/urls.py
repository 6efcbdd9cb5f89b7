"""The addresses of the app's own routes, in one place for the pages and `routes`."""

from __future__ import annotations

from urllib.parse import quote

from retouch_lib.jobs import hooks

PREVIEW, THUMBNAIL, FULL = "preview", "thumbnail", "full"
SIZES = (PREVIEW, THUMBNAIL, FULL)
TILE = "{part}"
"""In their place: the browser writes a tile's column and row there, "3-0"."""
FILES_ROUTE = "/files/{sha256}/{size}"
LAYER_ROUTE = "/files/{sha256}/layers/{number}/{size}"
COMPOSITE_ROUTE = "/files/{sha256}/composite/{photo}/{size}"
CROP_ROUTE = "/files/{sha256}/crop/{photo}/{region}/{side}"
PARTS_ROUTE = "/files/{sha256}/parts/{part}"
DIFFERENCE_ROUTE = "/files/{picture}/difference/{other}/{factor}/{part}"
FLIP_ROUTE = "/files/{picture}/flip/{other}/{part}"
PLACES_ROUTE = "/files/{picture}/places/{other}"
MIX_ROUTE = "/files/{picture}/mix/{strengths}/{part}"
MIX_CROP_ROUTE = "/files/{picture}/mix-crop/{strengths}/{region}/{side}"
MIX_LAYER_ROUTE = "/files/{picture}/mix-layer/{number}"
SPOTS_ROUTE = "/files/{picture}/spots/{photo}"
TEXTURE_ROUTE = "/measures/texture/{kept}.jpg"
UPLOAD_ROUTE = "/upload/{ticket}"
BACKUP_ROUTE = "/backup/{ticket}"
SCRIPT_ROUTE = "/components/{name}/{version}.js"
DOWNLOAD_ROUTE = "/download/{ticket}"
REPORT_ROUTE = "/reports/{ticket}"
DOCUMENT_ROUTE = "/documents/{ticket}"
RESULT_ROUTE = "/results/{job}"
MIX_FILE_ROUTE = "/results/{job}/mix/{strengths}.{ending}"
HOOK_ROUTE = hooks.PATH
HEALTH_ROUTE, READY_ROUTE, METRICS_ROUTE = "/healthz", "/readyz", "/metrics"
TUNE_ROUTE = "/tune"
"""Tune stands at the app's own address; under its name, where the other pages stand, somebody may look for it too."""
EXTENT_HEADER = "X-Layer-Extent"
"""With a layer's thumbnail comes what it shows: "whole", "part" or "empty"; `layer_strip.js` asks for it."""

MIX_BOX_HEADER = "X-Mix-Box"
"""With a layer to be mixed comes where it stands: its left, top, width and height, and the preview's width and height,
in pixels of the preview: "120,80,300,200,1365,2048"."""
FLIP_HEADER = "X-Flip"
"""With a map of FLIP comes {"mean", "width", "height"} as JSON: FLIP's mean, 0-1, and the pixels it was computed of."""
CROP_HEADER = "X-Crop-Shows"
"""With a crop comes what it shows: "region", "middle" (there is no face) or "small" (a face too small to stand like the
others)."""


def file_url(sha256: str, size: str = FULL, download: str = "") -> str:
    """A file by its content: never changes, so browsers may keep it. `download`: save it under that name."""
    return _with_name(f"/files/{sha256}/{size}", download)


def layer_url(sha256: str, number: int, size: str = FULL, download: str = "") -> str:
    """One layer of a layered result; `number` is its place, 0 the lowest. The full size is its PNG."""
    return _with_name(f"/files/{sha256}/layers/{number}/{size}", download)


def composite_url(sha256: str, photo: str, size: str = FULL, download: str = "") -> str:
    """All layers of a result over their photo, as one JPEG; `size`: PREVIEW or FULL."""
    return _with_name(f"/files/{sha256}/composite/{photo}/{size}", download)


def crop_url(sha256: str, photo: str, region: str, side: int) -> str:
    """The same region of a photo in itself, in a result of it, or in a mix (a `PictureName`).

    `side` pixels wide (`imaging.faces.regions.SIDES`).

    `region`: "whole", "face", "eyes" (half as high as wide), "cheek", a `spot_name` (these two pixel for pixel), or
    "pair": the face before and after, side by side. `photo`: whose faces count.
    """
    return crop_template(sha256, photo).format(region=region, side=side)


def crop_template(sha256: str, photo: str) -> str:
    """A crop's address with "{region}" and "{side}" in it, for the browser to fill in."""
    return f"/files/{sha256}/crop/{photo}/{{region}}/{{side}}"


def download_url(ticket: str) -> str:
    """What that ticket (see `work.tickets`) stands for, as one ZIP."""
    return f"/download/{ticket}"


def parts_template(photo: str) -> str:
    """Where a photo's parts are, as a picture to lay over it, with "{part}" in it: a `Part`'s value, or `ALL_PARTS`."""
    return f"/files/{photo}/parts/{{part}}"


def spots_template(photo: str) -> str:
    """Where spots are that a picture made of the photo no longer has, as JSON (see `media.masks.Masks.spots`).

    With "{picture}" in it, a `media.whole_pictures.PictureName`.
    """
    return f"/files/{{picture}}/spots/{photo}"


def difference_template() -> str:
    """How far two pictures differ, in colours: with "{picture}" and "{other}", names of pictures (`PictureName`),
    "{factor}", one of `imaging.measures.colour_map.FACTORS`, and "{part}", "whole" or a tile's column and row: "3-0".
    """
    return DIFFERENCE_ROUTE


def flip_template() -> str:
    """FLIP of a part of two pictures: as `difference_template`, but "{part}" is its left, top, right and lower edge, in
    pixels of the files: "0-0-640-480".
    """
    return FLIP_ROUTE


def mix_url(picture: str, strengths: str, part: str = PREVIEW) -> str:
    """The exact picture of a mix; it never changes, so browsers may keep it.

    `picture`: layers over their photo (`PictureName`). `strengths`: an `imaging.strengths.Strengths` as text. `part`:
    PREVIEW, FULL, or a tile's column and row at full size, "3-0".
    """
    return MIX_ROUTE.format(picture=picture, strengths=strengths, part=part)


def mix_crop_template(picture: str, strengths: str) -> str:
    """A small region of one of these pictures, as `crop_template`: the whole, a face, its eyes."""
    return MIX_CROP_ROUTE.format(picture=picture, strengths=strengths, region="{region}", side="{side}")


def mix_layer_template() -> str:
    """One layer to be mixed in the browser, a PNG as large as the preview, cut to where it acts (MIX_BOX_HEADER).

    With "{picture}" in it, layers over their photo (`PictureName`), and "{number}", the layer's.
    """
    return MIX_LAYER_ROUTE


def places_url(one: str, other: str) -> str:
    """Where two pictures (`PictureName`) differ most, as JSON (see `media.differences.Differences.places`)."""
    return PLACES_ROUTE.format(picture=one, other=other)


def script_url(name: str, version: str) -> str:
    """What a component is made of, as a JavaScript module."""
    return SCRIPT_ROUTE.format(name=name, version=version)


def report_url(ticket: str) -> str:
    """A contact sheet or pick page that was made, to be saved."""
    return f"/reports/{ticket}"


def document_url(ticket: str) -> str:
    """A document of layers that was made, to be saved."""
    return DOCUMENT_ROUTE.format(ticket=ticket)


def result_url(job: str, *, as_picture: bool = False) -> str:
    """The result of a job (id) as a file to save, with what its photo says beside the pixels.

    `as_picture`: of a layered one not the archive, but all layers over their photo, or the amount that is kept of them.
    """
    return f"{RESULT_ROUTE.format(job=job)}{'?as=picture' if as_picture else ''}"


def mix_file_url(job: str, strengths: str, ending: str = "jpg", look: str = "") -> str:
    """A mix of the layers of a job's result (`imaging.strengths.Strengths` as text) as a file to save.

    `ending`: "jpg" or "png". `look`: what the mix is called.
    """
    url = MIX_FILE_ROUTE.format(job=job, strengths=strengths, ending=ending)
    return f"{url}?look={quote(look, safe='')}" if look else url


def texture_url(kept: int) -> str:
    """What so many per cent of texture kept look like; only those of `definitions.TEXTURE_CROPS`."""
    return f"/measures/texture/{kept}.jpg"


def upload_url(ticket: str) -> str:
    return f"/upload/{ticket}"


def backup_url(ticket: str) -> str:
    return f"/backup/{ticket}"


def _with_name(url: str, download: str) -> str:
    return f"{url}?download={quote(download, safe='')}" if download else url
