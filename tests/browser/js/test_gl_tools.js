import { glLevels, glProgram, LAYING } from "/viewer/viewer.js";
import { afterwards, equal, ok, test } from "./cases.js";

function context() {
  const gl = document.createElement("canvas").getContext("webgl2");
  afterwards(() => gl.getExtension("WEBGL_lose_context").loseContext());
  return gl;
}

test("a program has its uniforms by name; one that the driver doesn't take is an error", () => {
  const gl = context();
  ok(glProgram(gl, LAYING).at("opacity"), "there");
  let said = "";
  try {
    glProgram(gl, "no program");
  } catch (error) {
    said = error.message;
  }
  ok(said.startsWith("no program"), "said");
});

test("rows of any width come as they are", () => {
  const gl = context();
  const texture = glLevels(gl, Uint8Array.of(10, 20, 30, 40, 50, 60), { width: 3, height: 2 });
  const frame = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const read = new Uint8Array(4);
  gl.readPixels(0, 1, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, read);
  equal([read[0], gl.getError()], [40, 0]);
});
