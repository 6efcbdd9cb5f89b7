// The original where a brush gives it back, above what is blended: a canvas as large as the preview, in the picture's colours.

class PaintedOriginal {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "painted";
    this.canvas.hidden = true;
    this.strokes = [];
    this.told = ""; // the strokes and the size, as text
    this.size = null;
    this.context = null;
    this.isLive = false; // whether something was painted that is not kept yet
    this.covered = null; // as coverageOf makes it; null: to be made anew
    this.drawn = null; // the image that stands on the canvas
  }

  /** The strokes that are kept of this shot, unless one that is not is on its way. */
  keep({ amount: { strokes }, width, height, preview_width: across }) {
    if (this.isLive || (this.told && strokes === this.strokes)) return;
    const size = { width: across, height: Math.max(1, Math.round((height * across) / width)) };
    const told = JSON.stringify([strokes, size]);
    if (told === this.told) {
      this.strokes = strokes; // the page's own of this run: as long as it is that one, nothing is written out again
      return;
    }
    [this.told, this.strokes, this.size, this.covered, this.drawn] = [told, strokes, size, null, null];
  }

  rest() {
    if (this.isLive) this.told = "";
    this.isLive = false;
  }

  paint(stroke, piece) {
    this.isLive = true;
    this.covered ??= coverageOf(this.strokes, this.size);
    const region = coverPiece(this.covered, this.size, piece, stroke);
    if (region && this.drawn) this.lay(region);
  }

  /** `image`: of the original, once it is there; `isExact`: what is below has all of it already. */
  draw(image, isExact) {
    this.canvas.hidden = isExact || !(this.isLive || this.strokes.length);
    if (this.canvas.hidden || !image || image === this.drawn) return;
    this.covered ??= coverageOf(this.strokes, this.size);
    if (this.canvas.width !== this.size.width || this.canvas.height !== this.size.height) Object.assign(this.canvas, this.size);
    this.context ??= this.canvas.getContext("2d", { colorSpace: screenSpace("display-p3") });
    this.drawn = image;
    this.lay({ left: 0, top: 0, ...this.size });
  }

  /** As opaque as it is covered; nothing is read back, which some browsers answer with noise. */
  lay({ left, top, width, height }) {
    const { context, covered, size, drawn } = this;
    const mask = new ImageData(width, height);
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        mask.data[(row * width + column) * 4 + 3] = covered[(top + row) * size.width + left + column];
      }
    }
    context.putImageData(mask, left, top);
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.globalCompositeOperation = "source-in";
    context.drawImage(drawn, 0, 0, size.width, size.height);
    context.restore();
  }
}
