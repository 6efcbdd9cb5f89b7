// A mix that follows its sliders: what moved since the exact picture came is painted above it.
//
// What lays the layers is a backend, on a canvas in the processor's memory or on the graphics card:
//   canvas                         what it paints on; empty at first
//   size                           of the picture that is mixed: {width, height}
//   fit(size)                      how large the picture is seen, in pixels of the screen; the canvas is empty then
//   mask(number, levels, region)   a layer's mask from now on: 8 bits for each pixel of its box, 255 where all of the layer
//                                  is laid (Uint8Array); null: all everywhere. `region`: they are others only there, in
//                                  pixels of the picture
//   alphaAt(number, x, y)          how opaque a layer is at a pixel of the picture, 0-255, whatever masks it
//   draw(region, opacities, from)  paints the mix of these opacities (number → 0-1.5) in that region; no layer below the one
//                                  at place `from` has changed in it since it was drawn last
//   clear(), end()                 empties the canvas; gives all memory back

const NO_MASKS = {};

class Mixer {
  /** `layers`: what `fetchMix` brought, the lowest first. */
  constructor(backend, layers) {
    this.backend = backend;
    this.layers = layers.map(({ number, box }) => ({ number, box }));
    this.opacities = null; // of what is seen
    this.masks = NO_MASKS; // number → levels, as a backend takes them; of what is seen
    this.size = null; // at which the picture is seen
    this.painted = null; // the region that is
  }

  get canvas() {
    return this.backend.canvas;
  }

  /** What is below the canvas shows these: the canvas is empty, and paints what differs. */
  rest(opacities, masks = NO_MASKS) {
    this.take(opacities, masks);
    this.painted = null;
    this.backend.clear();
  }

  /** Paints what these change in the picture, since they were others. */
  paint(opacities, masks = NO_MASKS) {
    const moved = this.layers.filter(({ number }) => opacities[number] !== this.opacities[number] || masks[number] !== this.masks[number]);
    const region = moved.map(({ box }) => box).reduce(joinedRegion, null);
    this.take(opacities, masks);
    if (!region) return;
    this.painted = joinedRegion(this.painted, region);
    this.backend.draw(region, opacities, this.layers.indexOf(moved[0]));
  }

  /** How large the picture is seen, in pixels of the screen: {width, height}. */
  fit(size) {
    if (this.size?.width === size.width && this.size.height === size.height) return;
    this.size = size;
    this.backend.fit(size);
    this.paintAnew();
  }

  /** Another backend goes on where this one had to end. */
  goOn(backend) {
    const before = this.backend;
    this.backend = backend;
    before.canvas.replaceWith(backend.canvas);
    backend.canvas.style.cssText = before.canvas.style.cssText;
    before.end();
    if (this.size) backend.fit(this.size);
    for (const [number, levels] of Object.entries(this.masks)) backend.mask(Number(number), levels);
    this.paintAnew();
  }

  paintAnew() {
    if (this.painted) this.backend.draw(this.painted, this.opacities, 0);
  }

  /** Paints that region, in which a layer's mask has become these levels. */
  touch(number, levels, region) {
    this.masks = { ...this.masks, [number]: levels };
    this.painted = joinedRegion(this.painted, region);
    this.backend.mask(number, levels, region);
    this.backend.draw(region, this.opacities, this.layers.findIndex((each) => each.number === number));
  }

  take(opacities, masks) {
    for (const { number } of this.layers) {
      if (masks[number] !== this.masks[number]) this.backend.mask(number, masks[number] ?? null);
    }
    [this.opacities, this.masks] = [opacities, masks];
  }

  end() {
    this.backend.end();
  }
}
