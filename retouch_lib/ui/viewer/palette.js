// The palette of a PNG whose pixels are levels: stretched, so that small levels are seen, without a pixel touched.

const PALETTE_AT = 33; // behind the signature and the header (PNG, third edition, 5.2 and 11.2.1)
const CHUNK_NAME = [0x50, 0x4c, 0x54, 0x45]; // "PLTE" (11.2.2)

/** CRC-32 of a chunk's name and data (PNG, annex D). */
function pngSum(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

/** The same PNG with each level in the colour of the level so many times as high; as it is where it has no palette. */
function amplifiedPng(png, factor) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const name = png.subarray(PALETTE_AT + 4, PALETTE_AT + 8);
  if (factor === 1 || String([...name]) !== String(CHUNK_NAME)) return png;
  const [begin, size] = [PALETTE_AT + 8, view.getUint32(PALETTE_AT)];
  const [found, last] = [png.slice(), size / 3 - 1];
  for (let level = 0; level <= last; level += 1) {
    const colour = begin + 3 * Math.min(level * factor, last);
    found.set(png.subarray(colour, colour + 3), begin + 3 * level);
  }
  new DataView(found.buffer).setUint32(begin + size, pngSum(found.subarray(begin - 4, begin + size)));
  return found;
}
