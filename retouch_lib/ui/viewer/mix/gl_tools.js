// The few things of WebGL 2 that a mix needs.

/** A program that covers a surface, and its uniforms by name. Raises Error where the driver doesn't take it. */
function glProgram(gl, fragment) {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, COVERING], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`no program: ${gl.getProgramInfoLog(program)}`);
  const places = new Map();
  const at = (name) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
    return places.get(name);
  };
  return { program, at };
}

/** A texture that is read pixel by pixel, filled by `fill`. */
function glPixels(gl, fill) {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  fill(gl.TEXTURE_2D);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  return texture;
}

/** An image's numbers as they are stored. */
function glImage(gl, image) {
  return glPixels(gl, (target) => gl.texImage2D(target, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, image));
}

/** 8 bits a pixel. */
function glLevels(gl, levels, { width, height }) {
  return glPixels(gl, (target) => gl.texImage2D(target, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, levels));
}

/** Some of them anew: in `part`, of the same picture as the box. */
function glPartOfLevels(gl, texture, levels, box, part) {
  if (!part) return;
  const wholes = { UNPACK_ROW_LENGTH: box.width, UNPACK_SKIP_PIXELS: part.left - box.left, UNPACK_SKIP_ROWS: part.top - box.top };
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  for (const [name, value] of Object.entries(wholes)) gl.pixelStorei(gl[name], value);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, part.left - box.left, part.top - box.top, part.width, part.height, gl.RED, gl.UNSIGNED_BYTE, levels);
  for (const name of Object.keys(wholes)) gl.pixelStorei(gl[name], 0);
}

/** Rows of 256 numbers. */
function glTable(gl, rows) {
  const numbers = Float32Array.from(rows.flat());
  return glPixels(gl, (target) => gl.texImage2D(target, 0, gl.R32F, 256, rows.length, 0, gl.RED, gl.FLOAT, numbers));
}

/** A surface to draw on and to read from, halved as often as can be: {texture, frame}. */
function glSurface(gl, { width, height }) {
  // Finer than 8 bits where the card can: between two layers nothing is rounded.
  const kind = gl.getExtension("EXT_color_buffer_float") ? gl.RGBA16F : gl.RGBA8;
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1 + Math.floor(Math.log2(Math.max(width, height))), kind, width, height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  const frame = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  return { texture, frame };
}
