import { refusalOfMix, screenSpace } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";

test("a canvas shows two spaces in the right colours; all others wait for the exact picture", () => {
  equal([refusalOfMix({ space: "srgb" }), refusalOfMix({ space: "display-p3" })], ["", ""]);
  ok(refusalOfMix({ space: "" }).includes("colours"), "said");
});

test("a canvas of P3 is for a screen that has more than sRGB", () => {
  for (const [matches, wanted] of [[true, "display-p3"], [false, "srgb"]]) {
    stub(window, "matchMedia", () => ({ matches }));
    equal([screenSpace("display-p3"), screenSpace("srgb")], [wanted, "srgb"]);
  }
});
