// Layers that a canvas can't lay by itself, pixel by pixel: linear light, and all that is extrapolated. The formulas are
// those of imaging/blend.py and imaging/composite.py. No DOM here.

const NEUTRAL = [127, 128]; // half grey lies between: both change nothing, as imaging.composite.NEUTRAL says
const HAS_NEUTRAL = new Set(["softLight", "linearLight"]);

/** From -1 for black to 1 for white, of each level of a layer. */
const PUSH = Float32Array.from({ length: 256 }, (_, level) => (NEUTRAL.includes(level) ? 0 : (2 * level) / 255 - 1));
// https://www.w3.org/TR/compositing-1/#blendingsoftlight: by how many levels a black layer darkens, a white one lightens.
const BURNT = Float32Array.from({ length: 256 }, (_, level) => level - (level * level) / 255);
const DODGED = Float32Array.from({ length: 256 }, (_, level) => 255 * room(level / 255));

function room(below) {
  return (below <= 0.25 ? ((16 * below - 12) * below + 4) * below : Math.sqrt(below)) - below;
}

/** By how many levels a layer of full weight changes what is below it. */
const CHANGES = {
  normal: (below, layer) => layer - below,
  darken: (below, layer) => Math.min(layer - below, 0),
  softLight: (below, layer) => PUSH[layer] * (PUSH[layer] < 0 ? BURNT[below] : DODGED[below]),
  linearLight: (below, layer) => Math.min(Math.max(below + 255 * PUSH[layer], 0), 255) - below,
};

/**
 * Lays a layer over a picture of the same size, in place: both are RGBA, 8 bits each, not premultiplied; the picture is
 * opaque. `opacity`: 0-1.5; what then goes beyond black or white is cut off, by the array itself.
 */
function layPixels(picture, layer, mode, opacity) {
  const change = CHANGES[mode];
  const weights = Float32Array.from({ length: 256 }, (_, alpha) => (alpha / 255) * opacity);
  for (let i = 0; i < picture.length; i += 4) {
    const weight = weights[layer[i + 3]];
    if (weight === 0) continue;
    picture[i] += change(picture[i], layer[i]) * weight;
    picture[i + 1] += change(picture[i + 1], layer[i + 1]) * weight;
    picture[i + 2] += change(picture[i + 2], layer[i + 2]) * weight;
  }
}

/** Makes transparent what is neutral: a canvas would count 127 and 128 as next to it. */
function openNeutral(pixels) {
  const isNeutral = (level) => level === NEUTRAL[0] || level === NEUTRAL[1];
  for (let i = 0; i < pixels.length; i += 4) {
    if (isNeutral(pixels[i]) && isNeutral(pixels[i + 1]) && isNeutral(pixels[i + 2])) pixels[i + 3] = 0;
  }
}
