// A picture that comes whole only as a preview: beyond it, those of its tiles that are seen.

const TILE = 1024; // pixels of a tile's side, as `media.differences` has it
const MOST_TILES = 48; // kept, each 4 MB of memory at most
const NO_TILES = new Set();

/** Which tiles of a picture lie in a pane: ["column-row", …]. `place` as `Picture.place` takes it, `box`: the pane's. */
function tilesSeen({ left, top, width }, shot, box) {
  const scale = width / shot.width;
  const within = (from, length, all) => {
    const first = Math.max(0, Math.floor(-from / scale / TILE));
    const last = Math.min(Math.ceil(all / TILE) - 1, Math.floor((length - from) / scale / TILE));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  };
  const columns = within(left, box.width, shot.width);
  return within(top, box.height, shot.height).flatMap((row) => columns.map((column) => `${column}-${row}`));
}

class TiledPicture extends Picture {
  /** `boxOf()`: width and height of the pane, in CSS pixels. */
  constructor(changed, boxOf) {
    super(changed);
    this.boxOf = boxOf;
    this.tiles = new Map(); // name → {image, loaded}
    this.wanted = NO_TILES;
  }

  /** What was shown stays until the new one is there, as long as it is of the same pair: no flash. */
  loadPreview() {
    const before = this.pair === this.shot.pair ? [...this.element.children] : [];
    this.pair = this.shot.pair;
    this.tiles.clear();
    this.wanted = NO_TILES;
    if (!this.shot.preview) return this.showNothing();
    super.loadPreview();
    this.follow(before);
  }

  /** What was shown before goes as soon as the new preview is there. */
  follow(before) {
    const { preview } = this;
    preview.before(...before);
    preview.addEventListener("load", () => before.forEach((each) => each.remove()));
  }

  showNothing() {
    [this.loaded, this.failed, this.fullFailed, this.full] = [false, false, false, null];
    this.preview = document.createElement("img");
    this.element.replaceChildren();
  }

  /** What `Picture.place` asks for beyond the preview: the tiles come in its stead. */
  loadFull() {}

  place(place) {
    const { ratio, width } = place;
    const close = this.loaded && this.shot.width > this.shot.preview_width && width * ratio > this.shot.preview_width * SPARE;
    this.wanted = close ? new Set(tilesSeen(place, this.shot, this.boxOf())) : NO_TILES;
    this.keepTiles();
    super.place(place);
  }

  keepTiles() {
    for (const [name, { image, loaded }] of this.tiles) {
      if (this.wanted.has(name) || (loaded && this.tiles.size <= MOST_TILES)) continue;
      image.remove();
      if (!loaded) image.src = ""; // nobody waits for it any more
      this.tiles.delete(name);
    }
    if (this.fullFailed) return;
    for (const name of this.wanted) {
      if (!this.tiles.has(name)) this.loadTile(name);
    }
  }

  loadTile(name) {
    const { image, done } = this.load(this.shot.full.replace("{part}", name));
    const tile = { image, loaded: false };
    this.tiles.set(name, tile);
    this.lay(image, name);
    done
      .then(() => image.decode())
      .then(() => {
        if (this.tiles.get(name) !== tile) return;
        tile.loaded = true;
        this.element.append(image);
      })
      .catch(() => {
        if (this.tiles.get(name) !== tile) return;
        this.tiles.delete(name);
        this.fullFailed = true;
      })
      .then(this.changed);
  }

  lay(image, name) {
    const [column, row] = name.split("-").map(Number);
    const share = (place, all) => [`${(place * TILE * 100) / all}%`, `${(Math.min(TILE, all - place * TILE) * 100) / all}%`];
    const { style } = image;
    [style.left, style.width] = share(column, this.shot.width);
    [style.top, style.height] = share(row, this.shot.height);
  }

  get isSharp() {
    return this.wanted.size > 0 && [...this.wanted].every((name) => this.tiles.get(name)?.loaded);
  }

  get isLoadingFull() {
    return this.wanted.size > 0 && !this.isSharp && !this.fullFailed;
  }
}

/** The window on a picture in tiles; `Kind`: its class. */
class TiledPane extends Pane {
  constructor(changed, Kind = TiledPicture) {
    super(changed, new Kind(changed, () => ({ width: this.element.clientWidth, height: this.element.clientHeight })));
  }
}
