// The pictures that a mix is made of, fetched once: their stored numbers, not converted by any profile.

const BOX_HEADER = "X-Mix-Box"; // left, top, width, height, then the whole's width and height
const AS_STORED = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

/** {base, layers: [{number, mode, box, image}]}, the lowest layer first; images are `ImageBitmap`s. Raises Error. */
async function fetchMix({ base, layers }, signal) {
  const [{ bitmap }, ...fetched] = await Promise.all([base, ...layers.map(({ url }) => url)].map((url) => fetchBitmap(url, signal)));
  const whole = `${bitmap.width},${bitmap.height}`;
  const placed = layers.map(({ number, mode }, i) => ({ number, mode, image: fetched[i].bitmap, box: boxOf(fetched[i].box, whole) }));
  return { base: bitmap, layers: placed.sort((one, other) => one.number - other.number) };
}

async function fetchBitmap(url, signal) {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`no layer: ${answer.status}`);
  return { box: answer.headers.get(BOX_HEADER), bitmap: await createImageBitmap(await answer.blob(), AS_STORED) };
}

/** The region that the header names. Raises Error where the layer is no part of the picture below it. */
function boxOf(header, whole) {
  const numbers = (header ?? "").split(",").map(Number);
  const [left, top, width, height, ...of] = numbers;
  if (numbers.length !== 6 || !numbers.every(Number.isInteger) || of.join(",") !== whole) throw new Error(`a layer at ${header} of ${whole}`);
  return { left, top, width, height };
}
