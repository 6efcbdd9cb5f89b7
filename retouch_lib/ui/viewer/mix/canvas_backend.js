// Layers laid on a 2D canvas, in the processor's memory: by the browser's own compositing, where it can do what a layer
// asks for. What a backend has: mixer.js.

const OPERATIONS = { normal: "source-over", darken: "darken", softLight: "soft-light" };
const MOST_OF_A_CANVAS = 1; // its opacity; beyond, layers are laid pixel by pixel

class CanvasBackend {
  /**
   * What `fetchMix` brought, in the photo's `space`, for a screen of another: "srgb" or "display-p3", both. `convert`: of
   * a photo whose colours no canvas has, what `converter` makes; its numbers are then kept on canvases as if they were sRGB's.
   */
  constructor({ base, layers }, space, screen = space, convert = null) {
    this.convert = convert;
    this.size = { left: 0, top: 0, width: base.width, height: base.height };
    this.options = { colorSpace: space, willReadFrequently: true }; // read: so it stays in the processor's memory
    this.base = this.asStored(base);
    this.layers = layers.map((layer) => ({ ...layer, image: this.asStored(layer.image, HAS_NEUTRAL.has(layer.mode)) }));
    this.screen = { ...this.options, colorSpace: screen };
    this.canvas = this.blank(this.size, this.screen);
    this.work = this.blank(this.size); // where it is composed, in the photo's own numbers
    this.halves = []; // the same in the screen's colours, halved so many times
    this.fit(this.size);
    this.below = this.blank(this.size); // what lies below the lowest layer that moves
    this.kept = null; // what stands in it: {count, region, opacities}
  }

  blank({ width, height }, options = this.options) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    canvas.getContext("2d", options);
    return canvas;
  }

  /** The image's numbers on a canvas of `space`, whatever that is. */
  asStored(image, hasNeutral = false) {
    const { width, height } = image;
    const plain = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
    plain.drawImage(image, 0, 0);
    const { data } = plain.getImageData(0, 0, width, height);
    if (hasNeutral) openNeutral(data);
    const canvas = this.blank(image);
    canvas.getContext("2d").putImageData(new ImageData(data, width, height, { colorSpace: this.options.colorSpace }), 0, 0);
    image.close();
    return canvas;
  }

  fit(size) {
    Object.assign(this.canvas, { width: size.width, height: size.height });
    this.reduction = new Reduction(this.size, size);
    const first = this.convert ? 0 : 1;
    for (let times = first; times <= this.reduction.level; times += 1) {
      this.halves[times] ??= this.blank(this.reduction.halved(times), this.screen);
    }
  }

  clear() {
    const { canvas } = this;
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  }

  mask(number, levels, region = null) {
    const layer = this.layers.find((each) => each.number === number);
    if (levels && layer.masked && region) this.maskPart(layer, levels, commonRegion(layer.box, region));
    else layer.masked = levels && this.masked(layer, levels);
    this.kept = null;
  }

  alphaAt(number, x, y) {
    const { image, box } = this.layers.find((each) => each.number === number);
    return image.getContext("2d").getImageData(x - box.left, y - box.top, 1, 1).data[3]; // beside it all is transparent
  }

  /** The layer where its mask leaves it. */
  masked({ image, box }, levels) {
    const canvas = this.blank(image);
    this.maskPart({ image, box, masked: canvas }, levels, box);
    return canvas;
  }

  maskPart({ image, masked, box }, levels, region) {
    if (!region) return;
    const [left, top] = [region.left - box.left, region.top - box.top];
    const picture = image.getContext("2d").getImageData(left, top, region.width, region.height, { colorSpace: this.options.colorSpace });
    for (let i = 0; i < region.width * region.height; i += 1) {
      const at = (top + Math.floor(i / region.width)) * box.width + left + (i % region.width);
      picture.data[4 * i + 3] *= levels[at] / 255;
    }
    masked.getContext("2d").putImageData(picture, left, top);
  }

  draw(region, opacities, from) {
    const part = this.reduction.seenOf(region);
    const needed = this.reduction.madeOf(part);
    this.keepBelow(needed, from, opacities);
    const context = this.work.getContext("2d");
    this.copy(context, this.below, needed);
    this.lay(context, this.layers.slice(from), needed, opacities);
    this.bring(part, needed);
  }

  /** What was composed comes onto the canvas that is seen. */
  bring(part, needed) {
    if (this.convert) this.bringConverted(this.halves[0].getContext("2d"), needed);
    const whole = this.convert ? this.halves[0] : this.work;
    const halved = this.halves.slice(1, this.reduction.level + 1).reduce((larger, half) => this.reduce(half, larger, needed), whole);
    this.copy(this.canvas.getContext("2d"), halved, part);
  }

  /** Half as large, where that region of the whole picture is. */
  reduce(half, larger, region) {
    this.copy(half.getContext("2d"), larger, this.reduction.scaled(region, this.size, half));
    return half;
  }

  bringConverted(context, { left, top, width, height }) {
    const { data } = this.work.getContext("2d").getImageData(left, top, width, height);
    this.convert(data);
    const { colorSpace } = context.getContextAttributes();
    context.putImageData(new ImageData(data, width, height, { colorSpace }), left, top);
  }

  /** Makes `below` hold the first layers, `count` of them, in that region; as often as not it does already. */
  keepBelow(region, count, opacities) {
    const below = this.layers.slice(0, count);
    const same = (known) => below.every(({ number }) => known[number] === opacities[number]);
    if (this.kept?.count === count && holdsRegion(this.kept.region, region) && same(this.kept.opacities)) return;
    const context = this.below.getContext("2d");
    this.copy(context, this.base, region);
    this.lay(context, below, region, opacities);
    this.kept = { count, region, opacities };
  }

  /** As large as it is there, and only within the region: "copy" clears all that it does not cover. */
  copy(context, from, { left, top, width, height }) {
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    Object.assign(context, { globalCompositeOperation: "copy", globalAlpha: 1 });
    context.drawImage(from, 0, 0, context.canvas.width, context.canvas.height);
    context.restore();
  }

  lay(context, layers, region, opacities) {
    for (const layer of layers) {
      const part = commonRegion(layer.box, region);
      const opacity = opacities[layer.number];
      if (!part || !opacity) continue;
      if (OPERATIONS[layer.mode] && opacity <= MOST_OF_A_CANVAS) this.layByCanvas(context, layer, part, opacity);
      else this.layByPixel(context, layer, part, opacity);
    }
  }

  layByCanvas(context, { mode, image, masked, box }, { left, top, width, height }, opacity) {
    Object.assign(context, { globalCompositeOperation: OPERATIONS[mode], globalAlpha: opacity });
    context.drawImage(masked ?? image, left - box.left, top - box.top, width, height, left, top, width, height);
  }

  layByPixel(context, { mode, image, masked, box }, { left, top, width, height }, opacity) {
    const picture = context.getImageData(left, top, width, height);
    const layer = (masked ?? image).getContext("2d").getImageData(left - box.left, top - box.top, width, height);
    layPixels(picture.data, layer.data, mode, opacity);
    context.putImageData(picture, left, top);
  }

  /** Gives its memory back. */
  end() {
    const layers = this.layers.flatMap(({ image, masked }) => [image, masked]);
    for (const canvas of [this.canvas, this.work, ...this.halves, this.below, this.base, ...layers]) {
      if (canvas) canvas.width = 0;
    }
  }
}
