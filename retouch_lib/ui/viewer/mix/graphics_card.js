// Whether there is a graphics card: what only acts as one is slower than a canvas in the processor's memory.

/** Renderers that are software, and names that say nothing. */
const NO_CARD = /swiftshader|llvmpipe|softpipe|software|basic render|^webkit webgl$|^mozilla$|^$/i;

let graphicsCard = null; // asked once

function hasGraphicsCard() {
  graphicsCard ??= !NO_CARD.test(rendererName());
  return graphicsCard;
}

/** As the browser tells it; empty where it has no WebGL 2. */
function rendererName() {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return "";
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  const name = gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return name ?? "";
}
