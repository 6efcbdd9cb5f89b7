// A PNG of levels, as far as its palette.

/** A PNG's signature, header and a palette of 256 greys, each a level; its pixels are not looked at. */
export function levels() {
  const png = new Uint8Array(33 + 12 + 768);
  new DataView(png.buffer).setUint32(33, 768);
  png.set([0x50, 0x4c, 0x54, 0x45], 37);
  for (let level = 0; level < 256; level += 1) png.fill(level, 41 + 3 * level, 44 + 3 * level);
  return png;
}
