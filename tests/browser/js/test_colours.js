import { converter, multiplied } from "/viewer/viewer.js";
import { equal, near, test } from "./cases.js";

const ONE = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const SRGB = Array.from({ length: 256 }, (_, level) => (level <= 10 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4));
const LINEAR = Array.from({ length: 256 }, (_, level) => level / 255);

/** What these levels become. */
function converted(levels, matrix, light, screen = "srgb") {
  const pixels = new Uint8ClampedArray([...levels, 255]);
  converter({ matrix, light: [light, light, light] }, screen)(pixels);
  return [...pixels];
}

test("numbers of sRGB stay as they are, down to black", () => {
  for (let level = 0; level < 256; level += 1) near(converted([level, level, level], ONE, SRGB)[0], level, "level", 1);
});

test("a curve is undone, and what the screen has not is cut off", () => {
  equal(converted([55, 55, 55], ONE, LINEAR), [128, 128, 128, 255]);
  equal(converted([255, 0, 0], [1.4, -0.4, 0, 0, 1, 0, 0, 0, 1], LINEAR), [255, 0, 0, 255]);
});

test("on a screen of P3 white is white, and the red of sRGB is less than the reddest", () => {
  equal(converted([255, 255, 255], ONE, SRGB, "display-p3").slice(0, 3), [255, 255, 255]);
  equal(converted([255, 0, 0], ONE, SRGB, "display-p3").slice(0, 3), [234, 51, 35]);
  equal(multiplied(ONE, [1, 2, 3, 4, 5, 6, 7, 8, 9]), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
