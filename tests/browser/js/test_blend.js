// The formulas pixel by pixel; against the app's own compositor, picture by picture, in test_mix_picture.py.

import { layPixels, openNeutral } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";

/** What an opaque grey pixel becomes under another. */
function laid(mode, below, layer, opacity = 1, alpha = 255) {
  const picture = new Uint8ClampedArray([below, below, below, 255]);
  layPixels(picture, new Uint8ClampedArray([layer, layer, layer, alpha]), mode, opacity);
  equal(picture[3], 255);
  return picture[0];
}

test("a layer covers, darkens, lightens and burns", () => {
  equal(laid("normal", 100, 40), 40);
  equal([laid("darken", 100, 40), laid("darken", 100, 140)], [40, 100]);
  equal([laid("softLight", 64, 255), laid("softLight", 64, 0)], [128, 16]);
  equal([laid("linearLight", 100, 255), laid("linearLight", 200, 100)], [255, 145]);
});

test("alpha and opacity take a layer back", () => {
  equal(laid("normal", 100, 40, 0.5), 70);
  equal(laid("normal", 100, 40, 1, 51), 88);
  equal(laid("softLight", 64, 255, 0.25), 80);
  equal(laid("normal", 100, 40, 1, 0), 100);
});

test("beyond its full opacity a layer goes on, to black and white at most", () => {
  equal(laid("normal", 100, 40, 1.5), 10);
  equal(laid("normal", 100, 10, 1.5), 0);
  equal(laid("normal", 200, 250, 1.5), 255);
});

test("half grey changes nothing on either side", () => {
  for (const level of [127, 128]) equal([laid("softLight", 77, level), laid("linearLight", 77, level)], [77, 77]);
  const pixels = new Uint8ClampedArray([127, 128, 127, 255, 127, 129, 127, 255]);
  openNeutral(pixels);
  equal([pixels[3], pixels[7]], [0, 255]);
});
