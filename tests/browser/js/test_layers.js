import { boxOf, fetchMix } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";

/** Answers for these addresses: [width, height, box]. */
function answers(known) {
  stub(window, "fetch", async (url) => {
    const [width, height, box] = known[url] ?? [];
    return { ok: Boolean(width), status: width ? 200 : 404, headers: { get: () => box }, blob: async () => ({ width, height }) };
  });
  stub(window, "createImageBitmap", async (blob, options) => ({ ...blob, ...options }));
}

const LAYERS = [
  { number: 2, mode: "softLight", url: "/2" },
  { number: 0, mode: "normal", url: "/0" },
];

test("layers come in their order, with their numbers as they are stored, and where they stand", async () => {
  answers({ "/base": [80, 60], "/0": [8, 6, "10,20,8,6,80,60"], "/2": [80, 60, "0,0,80,60,80,60"] });
  const { base, layers } = await fetchMix({ base: "/base", layers: LAYERS });
  equal([base.width, base.colorSpaceConversion], [80, "none"]);
  equal(layers.map(({ number, mode, box }) => [number, mode, box.left, box.width]), [[0, "normal", 10, 8], [2, "softLight", 0, 80]]);
});

test("a layer that does not come, or is of another picture, is an error", async () => {
  const fails = (known) => (answers(known), fetchMix({ base: "/base", layers: LAYERS.slice(1) }).then(() => false, () => true));
  ok(await fails({ "/base": [80, 60] }), "not there");
  ok(await fails({ "/base": [80, 60], "/0": [8, 6, "10,20,8,6,81,60"] }), "another size");
  ok(await fails({ "/base": [80, 60], "/0": [8, 6, null] }), "no box");
  equal(boxOf("1,2,3,4,80,60", "80,60"), { left: 1, top: 2, width: 3, height: 4 });
});
