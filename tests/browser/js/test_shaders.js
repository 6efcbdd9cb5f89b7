// That they do what they are to do is in test_gl_backend.js.

import { LAYING, MODE_NUMBERS, SHOWING } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";

test("each mode that a canvas has is one of a card's too", () => {
  equal(Object.keys(MODE_NUMBERS), ["normal", "darken", "softLight", "linearLight"]);
  for (const source of [LAYING, SHOWING]) ok(source.startsWith("#version 300 es"), "WebGL 2");
});
