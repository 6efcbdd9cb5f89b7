// What a guard leaves of each layer: the masks that imaging/guard.py makes of its strokes. No DOM here.
// A guard: layer number (or ALL_LAYERS) → {kept, within, region}; `kept` and `region` are strokes as strokes.js has them.

const ALL_LAYERS = -1;
const NOTHING_KEPT = { kept: [], within: "", region: [] };

function productOf(one, other) {
  return Math.round((one * other) / 255);
}

/** The same guard with another one of that layer. */
function withLayer(guard, layer, more) {
  return { ...guard, [layer]: { ...NOTHING_KEPT, ...guard[layer], ...more } };
}

class GuardMasks {
  /** `size`: of the picture; `layers`: [{number, box}] in its pixels. */
  constructor(size, layers) {
    this.size = size;
    this.layers = layers;
    this.skin = null; // the Skin Mask's levels, of the whole picture
    this.known = new Map(); // what a mask is made of, as text → its levels; those asked for last
    this.last = null; // the guard that was asked for last, as long as it is that very object, and its masks
  }

  /** number → levels (Uint8Array, of the layer's box), of each layer that is guarded; the same array as long as it is so. */
  of(guard) {
    if (this.last?.guard !== guard) {
      const guarded = this.layers.filter(({ number }) => guard[number] || guard[ALL_LAYERS]);
      this.last = { guard, masks: Object.fromEntries(guarded.map((layer) => [layer.number, this.maskOf(guard, layer)])) };
    }
    return this.last.masks;
  }

  maskOf(guard, layer) {
    const text = this.textOf(guard, layer);
    const levels = this.known.get(text) ?? this.make(guard, layer);
    this.keep(text, levels);
    return levels;
  }

  textOf(guard, { number }) {
    return JSON.stringify([number, guard[ALL_LAYERS] ?? null, guard[number] ?? null]);
  }

  keep(text, levels) {
    this.known.delete(text);
    this.known.set(text, levels);
    if (this.known.size > 2 * this.layers.length) this.known.delete(this.known.keys().next().value);
  }

  make(guard, { number, box }) {
    const levels = new Uint8Array(box.width * box.height).fill(255);
    for (const each of [guard[ALL_LAYERS], guard[number]]) {
      if (!each) continue;
      if (each.kept.length) this.multiply(levels, box, coverageOf(each.kept, this.size), 255);
      if (each.within === "painted") this.multiply(levels, box, coverageOf(each.region, this.size));
      if (each.within === "skin" && this.skin) this.multiply(levels, box, this.skin);
    }
    return levels;
  }

  /** By levels of the whole picture; where `from` is 255, by what they leave of it. */
  multiply(levels, { left, top, width, height }, whole, from = 0) {
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const at = row * width + column;
        const level = whole[(top + row) * this.size.width + left + column];
        levels[at] = productOf(levels[at], from ? from - level : level);
      }
    }
  }

  learnSkin(levels) {
    this.skin = levels;
    this.known.clear();
    this.last = null;
  }
}

/** A stroke on its way: the masks of the layers that it changes, piece by piece. */
class GuardStroke {
  /** `part`: "kept" or "region", of the guard of `layer`. */
  constructor(masks, guard, layer, part) {
    this.masks = masks;
    this.part = part;
    this.covered = coverageOf(guard[layer]?.[part] ?? [], masks.size);
    const rest = withLayer(guard, layer, part === "kept" ? { kept: [] } : { region: [], within: "" });
    const changed = masks.layers.filter(({ number }) => layer === ALL_LAYERS || number === layer);
    this.layers = changed.map(({ number, box }) => ({ number, box, rest: masks.make(rest, { number, box }) }));
    for (const each of this.layers) {
      each.levels = new Uint8Array(each.rest.length);
      this.follow(each, each.box);
    }
  }

  /** Returns the region that the piece changed, in pixels; null where it is beside the picture. */
  add(stroke, piece) {
    const region = coverPiece(this.covered, this.masks.size, piece, stroke);
    for (const each of region ? this.layers : []) this.follow(each, commonRegion(each.box, region));
    return region;
  }

  follow({ box, rest, levels }, region) {
    if (!region) return;
    for (let row = region.top; row < region.top + region.height; row += 1) {
      for (let column = region.left; column < region.left + region.width; column += 1) {
        const at = (row - box.top) * box.width + column - box.left;
        const level = this.covered[row * this.masks.size.width + column];
        levels[at] = productOf(rest[at], this.part === "kept" ? 255 - level : level);
      }
    }
  }

  /** It is part of that guard now: nothing is made anew of it. */
  end(guard) {
    for (const { number, levels } of this.layers) this.masks.keep(this.masks.textOf(guard, { number }), levels);
  }
}
