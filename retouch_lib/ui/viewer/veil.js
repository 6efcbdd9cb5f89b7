// What lies over one picture and moves with it: the photo's parts in colours, rings around spots, tints where strokes are. No pointer touches it.

const RING = 1.8; // of a spot's radius: the ring leaves the spot to be seen

class Veil {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "veil";
    this.element.setAttribute("aria-hidden", "true"); // the legend says what it shows
    this.cover = null;
    this.drawn = "";
    this.tints = [];
  }

  /**
   * `cover`: {parts: address}, {spots: {at_risk, healed, kept, current}}, {tints: as `Tint` takes each}, or null; what strokes
   * on their way belong to is the first tint.
   */
  show(cover) {
    if (cover === this.cover) return;
    this.cover = cover;
    const asked = JSON.stringify(cover);
    if (asked === this.drawn) return;
    this.drawn = asked;
    this.tints = (cover?.tints ?? []).map((tint) => new Tint(tint));
    this.element.replaceChildren(...this.parts(cover?.parts), ...this.tints.map(({ element }) => element), ...this.rings(cover?.spots));
  }

  /** A stroke that is being made, or null where it is none after all. */
  goOn(stroke) {
    this.tints[0]?.goOn(stroke);
  }

  parts(address) {
    if (!address) return [];
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    image.src = address;
    return [image];
  }

  rings(spots) {
    return ["healed", "at_risk", "kept", "current"].flatMap((kind) => (spots?.[kind] ?? []).map((spot) => this.ring(spot, kind)));
  }

  /** x, y and radius as fractions: of width, height and width. */
  ring([x, y, radius], kind) {
    const ring = document.createElement("i");
    ring.dataset.kind = kind;
    ring.style.left = `${x * 100}%`;
    ring.style.top = `${y * 100}%`;
    ring.style.width = `${radius * 2 * RING * 100}%`;
    return ring;
  }

  /** Lies exactly where this picture was laid. */
  follow(picture) {
    const { width, height, transform } = picture.element.style;
    Object.assign(this.element.style, { width, height, transform });
  }
}
