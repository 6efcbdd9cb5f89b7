import { equal, ok, test } from "./cases.js";
import { levels } from "./levels.js";
import { amplifiedPng } from "/viewer/viewer.js";

test("a palette is stretched and its sum is right; what has none stays", () => {
  const stretched = amplifiedPng(levels(), 4);
  const colour = (level) => stretched[41 + 3 * level];
  equal([0, 1, 63, 64, 255].map(colour), [0, 4, 252, 255, 255]);
  equal(new DataView(stretched.buffer).getUint32(41 + 768), 0xe59966);
  const other = new Uint8Array(60);
  ok(amplifiedPng(other, 4) === other, "no palette");
});
