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
    this.canvas = this.blank(this.size, { ...this.options, colorSpace: screen });
    this.work = screen === space && !convert ? this.canvas : this.blank(this.size); // where it is composed, in the photo's own numbers
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

  clear() {
    this.canvas.getContext("2d").clearRect(0, 0, this.size.width, this.size.height);
  }

  mask(number, levels) {
    const layer = this.layers.find((each) => each.number === number);
    layer.masked = levels && this.masked(layer, levels);
    this.kept = null;
  }

  /** The layer where its mask leaves it. */
  masked({ image }, levels) {
    const { width, height } = image;
    const picture = image.getContext("2d").getImageData(0, 0, width, height, { colorSpace: this.options.colorSpace });
    levels.forEach((level, i) => (picture.data[4 * i + 3] *= level / 255));
    const canvas = this.blank(image);
    canvas.getContext("2d").putImageData(picture, 0, 0);
    return canvas;
  }

  draw(region, opacities, from) {
    this.keepBelow(region, from, opacities);
    const context = this.work.getContext("2d");
    this.copy(context, this.below, region);
    this.lay(context, this.layers.slice(from), region, opacities);
    this.bring(region);
  }

  /** What was composed comes onto the canvas that is seen. */
  bring(region) {
    const context = this.canvas.getContext("2d");
    if (this.convert) this.bringConverted(context, region);
    else if (this.work !== this.canvas) this.copy(context, this.work, region);
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

  /** Only within the region: "copy" clears all that it does not cover. */
  copy(context, from, { left, top, width, height }) {
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    Object.assign(context, { globalCompositeOperation: "copy", globalAlpha: 1 });
    context.drawImage(from, 0, 0);
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
    for (const canvas of [this.canvas, this.work, this.below, this.base, ...this.layers.flatMap(({ image, masked }) => [image, ...(masked ? [masked] : [])])]) canvas.width = 0;
  }
}
