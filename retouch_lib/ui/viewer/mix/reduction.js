// A picture as it is reduced on the screen, as Chromium reduces an image: halved as long as it stays at least as large as
// it is seen, and then taken between its pixels (cc/paint/image_transfer_cache, Skia's medium quality). So what is painted
// while a slider moves is as sharp as the exact picture before it and after it. No DOM here.

class Reduction {
  /** Both sizes {width, height}, in pixels; `seen`: on the screen. */
  constructor(whole, seen) {
    this.whole = { left: 0, top: 0, width: whole.width, height: whole.height };
    this.seen = { left: 0, top: 0, width: seen.width, height: seen.height };
    const ratio = Math.min(whole.width / Math.max(1, seen.width), whole.height / Math.max(1, seen.height));
    /** How often it is halved. */
    this.level = Math.max(0, Math.floor(Math.log2(ratio)));
    this.isNone = whole.width === seen.width && whole.height === seen.height;
  }

  /** The picture's size after so many halvings. */
  halved(times) {
    return { width: Math.max(1, this.whole.width >> times), height: Math.max(1, this.whole.height >> times) };
  }

  /** Where a region of the picture is seen, in pixels of the screen, whole ones. */
  seenOf(region) {
    if (this.isNone) return region;
    return commonRegion(this.scaled(grownRegion(region, 1 << this.level), this.whole, this.seen), this.seen);
  }

  /** What of the picture makes that part of what is seen. */
  madeOf(part) {
    if (this.isNone) return part;
    return commonRegion(grownRegion(this.scaled(part, this.seen, this.whole), 2 << this.level), this.whole);
  }

  scaled({ left, top, width, height }, from, to) {
    const [across, down] = [to.width / from.width, to.height / from.height];
    const [first, above] = [Math.floor(left * across), Math.floor(top * down)];
    return { left: first, top: above, width: Math.ceil((left + width) * across) - first, height: Math.ceil((top + height) * down) - above };
  }
}
