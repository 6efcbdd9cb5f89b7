// From a photo's own numbers to those of the screen, by its profile's curves and matrix (ICC.1:2010, annex F.3). No DOM here.

const LIGHTS = 16384; // steps of linear light: black's levels of sRGB lie 5 of them apart
/** Levels of sRGB, and of Display P3, by linear light (IEC 61966-2-1). */
const LEVELS = Uint8ClampedArray.from({ length: LIGHTS + 1 }, (_, step) => 255 * encoded(step / LIGHTS));
/** From sRGB's linear light to Display P3's, row by row. */
const TO_P3 = [0.8224621, 0.177538, 0, 0.0331941, 0.9668058, 0, 0.0170827, 0.0723974, 0.9105199];

/** Numbers of Display P3, as `converter` takes them. */
const P3_COLOURS = {
  matrix: [1.2249402, -0.2249402, 0, -0.0420569, 1.0420569, 0, -0.0196376, -0.0786361, 1.0982735],
  light: Array(3).fill(Array.from({ length: 256 }, (_, level) => decoded(level / 255))),
};

function decoded(level) {
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
}

function encoded(light) {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** Two 3 × 3 matrices, the second one's work done first. */
function multiplied(one, other) {
  return one.map((_, at) => [0, 1, 2].reduce((sum, i) => sum + one[3 * Math.floor(at / 3) + i] * other[3 * i + (at % 3)], 0));
}

/** The same numbers for a canvas of `screen`: their matrix leads to its linear light. */
function inSpace({ matrix, light }, screen) {
  return { matrix: screen === "display-p3" ? multiplied(TO_P3, matrix) : matrix, light };
}

/**
 * A function that converts RGBA pixels in place, for a canvas of `screen`. `matrix`: from the photo's linear light to
 * sRGB's, row by row; `light`: of red, green and blue, linear light (0-1) by level. What the screen's space has not is cut off.
 */
function converter(colours, screen) {
  const { matrix, light } = inSpace(colours, screen);
  const [a, b, c, d, e, f, g, h, i] = matrix.map((each) => each * LIGHTS);
  const [reds, greens, blues] = light.map((levels) => Float32Array.from(levels));
  const level = (steps) => LEVELS[steps <= 0 ? 0 : steps >= LIGHTS ? LIGHTS : (steps + 0.5) | 0];
  return (pixels) => {
    for (let at = 0; at < pixels.length; at += 4) {
      const [red, green, blue] = [reds[pixels[at]], greens[pixels[at + 1]], blues[pixels[at + 2]]];
      pixels[at] = level(a * red + b * green + c * blue);
      pixels[at + 1] = level(d * red + e * green + f * blue);
      pixels[at + 2] = level(g * red + h * green + i * blue);
    }
  };
}
