// Layers laid by the graphics card, one after the other. What a backend has: mixer.js.

const LOST = "webglcontextlost";

class GlBackend {
  /**
   * What `fetchMix` brought, for a canvas of `screen` ("srgb" or "display-p3"); its images are kept. `colours`: as
   * `converter` takes them, or null where the numbers are the screen's own. `lost`: called when the card is taken away.
   * Raises Error where it can't be had.
   */
  constructor({ base, layers }, screen, colours, lost) {
    this.canvas = document.createElement("canvas");
    this.canvas.addEventListener(LOST, lost);
    this.lost = lost;
    // What was painted stays while another slider moves: only what it changes is drawn anew.
    this.gl = this.canvas.getContext("webgl2", { antialias: false, depth: false, preserveDrawingBuffer: true });
    if (!this.gl) throw new Error("no WebGL 2");
    this.gl.drawingBufferColorSpace = screen;
    this.size = { left: 0, top: 0, width: base.width, height: base.height };
    this.images = [base, ...layers.map(({ image }) => image)];
    this.prepare(base, layers, colours);
    this.fit(this.size);
    if (this.gl.getError() !== this.gl.NO_ERROR) throw new Error("not enough memory on the graphics card");
  }

  prepare(base, layers, colours) {
    const { gl } = this;
    this.laying = glProgram(gl, LAYING);
    this.showing = glProgram(gl, SHOWING);
    const bottom = { number: null, mode: "normal", box: this.size, image: base };
    this.layers = [bottom, ...layers].map(({ number, mode, box, image }) => ({ number, mode, box, image: glImage(gl, image), mask: null }));
    this.surfaces = [glSurface(gl, this.size), glSurface(gl, this.size)]; // one is read while the other is drawn on
    this.colours = colours && { matrix: colours.matrix, light: glTable(gl, colours.light) };
    gl.enable(gl.SCISSOR_TEST);
  }

  fit(size) {
    Object.assign(this.canvas, { width: size.width, height: size.height });
    this.reduction = new Reduction(this.size, size);
  }

  clear() {
    const { gl, canvas } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.scissor(0, 0, canvas.width, canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  mask(number, levels, region = null) {
    const layer = this.layers.find((each) => each.number === number);
    if (levels && layer.mask && region) glPartOfLevels(this.gl, layer.mask, levels, layer.box, commonRegion(layer.box, region));
    else {
      this.gl.deleteTexture(layer.mask);
      layer.mask = levels && glLevels(this.gl, levels, layer.box);
    }
  }

  alphaAt(number, x, y) {
    const at = this.layers.findIndex((each) => each.number === number);
    const { left, top } = this.layers[at].box;
    const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    pixel.drawImage(this.images[at], left - x, top - y);
    return pixel.getImageData(0, 0, 1, 1).data[3];
  }

  draw(region, opacities) {
    const part = this.reduction.seenOf(region);
    const needed = this.reduction.madeOf(part);
    const laid = this.layers.filter(({ number, box }) => number === null || (opacities[number] && commonRegion(box, needed)));
    const last = laid.reduce((below, layer) => this.lay(layer, opacities[layer.number] ?? 1, below, needed), this.surfaces[0]);
    this.show(last, part);
  }

  /** Returns the surface that it is laid on, over what stands on `below`. */
  lay({ mode, box, image, mask }, opacity, below, { left, top, width, height }) {
    const { gl, laying } = this;
    const target = this.surfaces.find((each) => each !== below);
    gl.useProgram(laying.program);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.frame);
    gl.viewport(0, 0, this.size.width, this.size.height);
    gl.scissor(left, top, width, height);
    this.bind(laying, { below: below.texture, layer: image, mask: mask ?? image });
    gl.uniform2i(laying.at("corner"), box.left, box.top);
    gl.uniform1i(laying.at("mode"), MODE_NUMBERS[mode]);
    gl.uniform1f(laying.at("opacity"), opacity);
    gl.uniform1i(laying.at("isMasked"), Number(Boolean(mask)));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    return target;
  }

  show({ texture }, { left, top, width, height }) {
    const { gl, showing, canvas, colours, reduction } = this;
    gl.useProgram(showing.program);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.scissor(left, canvas.height - top - height, width, height);
    this.bind(showing, { picture: texture, light: colours?.light ?? texture });
    gl.activeTexture(gl.TEXTURE0);
    if (reduction.level) gl.generateMipmap(gl.TEXTURE_2D);
    gl.uniform2f(showing.at("size"), canvas.width, canvas.height);
    gl.uniform1f(showing.at("halvings"), reduction.level);
    gl.uniform1i(showing.at("isConverted"), Number(Boolean(colours)));
    if (colours) gl.uniformMatrix3fv(showing.at("matrix"), true, colours.matrix);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  bind(program, textures) {
    const { gl } = this;
    Object.entries(textures).forEach(([name, texture], unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(program.at(name), unit);
    });
  }

  end() {
    this.canvas.removeEventListener(LOST, this.lost);
    for (const image of this.images) image.close();
    this.gl.getExtension("WEBGL_lose_context")?.loseContext(); // a browser has some sixteen of them, and lets go late
  }
}
