// Against what the processor makes of the same layers; that this is right is in test_mix_picture.py.

import { CanvasBackend, GlBackend, P3_COLOURS, converter } from "/viewer/viewer.js";
import { afterwards, equal, ok, test } from "./cases.js";

const SIZE = { width: 64, height: 48 };
const BOX = { left: 8, top: 4, width: 40, height: 30 };
const WHOLE = { left: 0, top: 0, ...SIZE };

/** A picture whose every level and alpha is another one. */
async function colourful({ width, height }, seed, opaque = false) {
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 && opaque ? 255 : (i * (37 + 2 * seed) + seed * 11) % 256));
  return createImageBitmap(new ImageData(data, width, height), { premultiplyAlpha: "none" });
}

async function fetched(mode) {
  return { base: await colourful(SIZE, 1, true), layers: [{ number: 2, mode, box: BOX, image: await colourful(BOX, 2) }] };
}

async function onCard(mode, { colours = null, lost = () => undefined } = {}) {
  const backend = new GlBackend(await fetched(mode), "srgb", colours, lost);
  afterwards(() => backend.end());
  return backend;
}

function pixels({ canvas }) {
  const plain = Object.assign(document.createElement("canvas"), SIZE).getContext("2d");
  plain.drawImage(canvas, 0, 0);
  return plain.getImageData(0, 0, SIZE.width, SIZE.height).data;
}

function off(one, other) {
  return one.reduce((worst, level, i) => Math.max(worst, Math.abs(level - other[i])), 0);
}

test("every mode is laid as the processor lays it, at any opacity, with and without a mask", async () => {
  const levels = Uint8Array.from({ length: BOX.width * BOX.height }, (_, i) => i % 256);
  for (const mode of ["normal", "darken", "softLight", "linearLight"]) {
    const [card, processor] = [await onCard(mode), new CanvasBackend(await fetched(mode), "srgb")];
    for (const [opacity, mask] of [[1, null], [0.3, null], [1.5, null], [0.8, levels], [0, null]]) {
      for (const backend of [card, processor]) {
        backend.mask(2, mask);
        backend.draw(BOX, { 2: opacity }, 0);
      }
      const worst = off(pixels(card), pixels(processor));
      ok(worst <= 4, `${mode} at ${opacity}: ${worst} levels`);
    }
  }
});

test("of a mask only the region is uploaded that a stroke changed", async () => {
  const card = await onCard("normal");
  const levels = new Uint8Array(BOX.width * BOX.height).fill(255);
  card.mask(2, levels);
  const [before, whole] = [card.layers[1].mask, new Uint8Array(levels)];
  for (let i = 0; i < whole.length; i += 1) whole[i] = i % 256;
  const region = { left: 12, top: 10, width: 7, height: 5 };
  card.mask(2, whole, region);
  card.mask(2, whole, { left: 60, top: 40, width: 2, height: 2 });
  ok(card.layers[1].mask === before, "the same texture");
  const processor = new CanvasBackend(await fetched("normal"), "srgb");
  const only = levels.map((_, i) => {
    const [x, y] = [BOX.left + (i % BOX.width), BOX.top + Math.floor(i / BOX.width)];
    return x >= 12 && x < 19 && y >= 10 && y < 15 ? whole[i] : 255;
  });
  processor.mask(2, only);
  for (const backend of [card, processor]) backend.draw(BOX, { 2: 1 }, 0);
  const worst = off(pixels(card), pixels(processor));
  ok(worst <= 4, `${worst} levels`);
});

test("how opaque a layer is at a pixel is told by both backends", async () => {
  const [card, processor] = [await onCard("normal"), new CanvasBackend(await fetched("normal"), "srgb")];
  for (const [x, y] of [[8, 4], [20, 30], [47, 33], [7, 4], [60, 40]]) equal(card.alphaAt(2, x, y), processor.alphaAt(2, x, y));
  equal(processor.alphaAt(2, 7, 4), 0);
  ok(processor.alphaAt(2, 20, 30) > 0, "in its box");
});

test("only the region is painted, until all is cleared", async () => {
  const card = await onCard("normal");
  card.draw({ left: 10, top: 6, width: 4, height: 4 }, { 2: 1 }, 0);
  const painted = () => pixels(card).filter((_, i) => i % 4 === 3).reduce((sum, alpha) => sum + alpha / 255, 0);
  equal(painted(), 16);
  card.clear();
  equal(painted(), 0);
});

test("a photo's own numbers are shown in the screen's colours", async () => {
  const card = await onCard("normal", { colours: P3_COLOURS });
  card.draw(WHOLE, { 2: 0.5 }, 0);
  const plain = await onCard("normal");
  plain.draw(WHOLE, { 2: 0.5 }, 0);
  const wanted = pixels(plain);
  converter(P3_COLOURS, "srgb")(wanted);
  ok(off(pixels(card), wanted) <= 2, `${off(pixels(card), wanted)} levels`);
});

test("it says when the card is taken away, and not when it is given up", async () => {
  let times = 0;
  const card = await onCard("normal", { lost: () => (times += 1) });
  card.gl.getExtension("WEBGL_lose_context").loseContext();
  await new Promise((done) => setTimeout(done, 50));
  equal(times, 1);
  const other = await onCard("normal", { lost: () => (times += 1) });
  other.end();
  await new Promise((done) => setTimeout(done, 50));
  equal(times, 1);
});
