import { NO_CARD, hasGraphicsCard, rendererName } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";

test("renderers that are software, and names that say nothing, are no card", () => {
  const software = ["ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)", "llvmpipe, or similar"];
  const others = ["ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)", "Apple Software Renderer", "WebKit WebGL", "Mozilla", ""];
  equal([...software, ...others].map((name) => NO_CARD.test(name)), Array(7).fill(true));
  equal(["ANGLE (NVIDIA GeForce RTX 4070)", "Apple M2", "Mesa Intel(R) UHD Graphics 620", "Adreno (TM) 740"].map((name) => NO_CARD.test(name)), Array(4).fill(false));
});

test("here there is none, and none without WebGL 2", () => {
  ok(!hasGraphicsCard(), "the tests' Chromium has no card");
  ok(rendererName(), "but a name");
  stub(HTMLCanvasElement.prototype, "getContext", () => null);
  equal(rendererName(), "");
});
