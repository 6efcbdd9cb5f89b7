import { refusalOfMix, screenSpace } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";

test("without a space or numbers to convert by, the exact picture is waited for", () => {
  equal([refusalOfMix({ space: "srgb" }), refusalOfMix({ space: "", colours: {} })], ["", ""]);
  ok(refusalOfMix({ space: "", colours: null }).includes("colours"), "said");
});

test("a canvas of P3 is for a screen that has more than sRGB", () => {
  for (const [matches, wanted] of [[true, "display-p3"], [false, "srgb"]]) {
    stub(window, "matchMedia", () => ({ matches }));
    equal([screenSpace("display-p3"), screenSpace("srgb")], [wanted, "srgb"]);
  }
});

test("where a canvas answers with noise the exact picture is waited for", () => {
  const real = CanvasRenderingContext2D.prototype.getImageData;
  stub(CanvasRenderingContext2D.prototype, "getImageData", function noisy(...where) {
    const read = real.apply(this, where);
    read.data[5] ^= 1;
    return read;
  });
  ok(refusalOfMix({ space: "srgb" }).includes("privacy"), "said");
});
