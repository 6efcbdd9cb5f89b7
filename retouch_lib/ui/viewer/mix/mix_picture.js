// A mix: the exact picture of its strengths at rest, and above it, while they are others, the picture made in the browser.

const SOFT = "soft until the slider rests"; // closer than the preview, of which it is made

/** number → opacity, of the mix as it rests. */
function restOf({ layers }) {
  return Object.fromEntries(layers.map(({ number, opacity }) => [number, opacity]));
}

/** The red of each pixel, Uint8Array. */
function redOf(bitmap) {
  const { width, height } = bitmap;
  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height).data.filter((_, i) => i % 4 === 0);
}

class MixPicture extends TiledPicture {
  constructor(changed, boxOf) {
    super(changed, boxOf);
    this.before = []; // what is shown until the exact picture is there
    this.shown = null; // the exact picture's preview, where that is what is seen
    this.rest = null; // its opacities
    this.live = null; // the opacities that are to be seen
    this.isTold = false; // by the board; else they are the page's
    this.guard = {}; // what is to be seen: guard_masks.js
    this.restGuard = {};
    this.masks = null; // of guards, as soon as the layers are there
    this.stroke = null; // that is on its way
    this.mixer = null;
    this.refusal = ""; // why there is none, as a sentence
    this.ended = null; // ends its loading, as soon as that has begun
    this.repaint = inNextFrame(() => this.paintLive());
  }

  show(shot) {
    if (this.shot && this.shot.mix.id !== shot.mix.id) this.forget();
    if (!this.isTold) this.live = restOf(shot.mix);
    this.guard = shot.mix.guard;
    super.show(shot);
    this.repaint();
  }

  /** Another mix stands here now. */
  forget() {
    this.end();
    [this.rest, this.live, this.isTold, this.refusal, this.pair, this.stroke] = [null, null, false, "", null, null];
    this.element.replaceChildren();
  }

  /** The strengths as the board has them, `opacities` by layer number. */
  hear(opacities) {
    this.isTold = true;
    this.live = { ...restOf(this.shot.mix), ...opacities };
    if (!this.mixer && this.isMoved) this.tell();
    this.repaint();
  }

  /** Whether a slider stands elsewhere than the exact picture has it. */
  get isMoved() {
    return Object.entries(restOf(this.shot.mix)).some(([number, opacity]) => this.live[number] !== opacity);
  }

  loadPreview() {
    super.loadPreview();
    const { preview } = this;
    this.decoded = false;
    preview.decode().then(
      () => {
        if (this.preview !== preview) return;
        this.decoded = true;
        this.changed();
      },
      () => undefined, // said already, as by any picture that can't be loaded
    );
  }

  /** All that was shown, tiles and live picture too, stays above the new preview until that can take over. */
  follow(before) {
    const seen = before.length ? before : [this.load(this.shot.mix.base).image]; // at first the photo, not an empty pane
    this.before = seen.filter((each) => each !== this.mixer?.canvas);
    this.preview.after(...seen);
  }

  place(place) {
    super.place(place);
    this.size = this.sizeOnScreen(place);
    this.fitMixer();
    if (this.isReady) this.takeOver();
    if (!this.ended) this.prepare();
  }

  /** In pixels of the screen, and as CSS has it: whole pixels, as an image is drawn. */
  sizeOnScreen({ width, ratio }) {
    const { width: full, height: tall } = this.shot;
    const whole = (length) => Math.max(1, Math.round(length * ratio)); // a stage that is hidden has no width
    return { width: whole(width), height: whole((width * tall) / full), ratio };
  }

  /** Closer than the preview's own pixels the browser enlarges it, as it does the exact one. */
  fitMixer() {
    if (!this.mixer || !this.size) return;
    const whole = this.mixer.backend.size;
    const { width, height, ratio } = this.size;
    const isCloser = width >= whole.width;
    this.mixer.fit(isCloser ? whole : { width, height });
    Object.assign(this.mixer.canvas.style, isCloser ? { width: "", height: "" } : { width: `${width / ratio}px`, height: `${height / ratio}px` });
  }

  /** What was exact before, and the live picture above it, are seen until the next exact one comes. */
  get isSeen() {
    return this.loaded || this.rest !== null;
  }

  /** Whether the exact picture is there as sharp as it is to be seen, and not yet the one that is shown. */
  get isReady() {
    return this.loaded && this.decoded && this.shown !== this.preview && !this.isLoadingFull;
  }

  takeOver() {
    this.shown = this.preview;
    this.rest = restOf(this.shot.mix);
    this.before.forEach((each) => each.remove());
    this.before = [];
    this.restGuard = this.shot.mix.guard;
    this.mixer?.rest(this.rest, this.masks.of(this.restGuard));
    this.paintLive();
  }

  paintLive() {
    const remark = this.remark;
    if (this.mixer && this.rest && !this.stroke) this.mixer.paint(this.live, this.masks.of(this.guard));
    if (this.remark !== remark) this.changed();
  }

  /** What is to be known of the picture that is seen. */
  get remark() {
    const isCloser = this.mixer && this.size.width > this.mixer.backend.size.width * SPARE;
    return isCloser && this.mixer.painted ? SOFT : "";
  }

  // The guard

  /** The guard as the brush has it. */
  hearGuard(guard) {
    this.guard = guard;
    this.loadSkin();
    this.repaint();
  }

  /** How much a layer hides of what lies below it at a place, 0-1: by its opacity, whatever keeps it away there. */
  coverAt(number, [x, y]) {
    const { width, height } = this.mixer.backend.size;
    const at = (place, length) => Math.min(Math.floor((place / UNIT) * length), length - 1);
    return (Math.min(this.live[number], 1) * this.mixer.backend.alphaAt(number, at(x, width), at(y, height))) / 255;
  }

  /** A stroke that belongs to a part of a layer's guard goes on by this piece. */
  addPiece(layer, part, stroke, piece) {
    if (!this.mixer || !this.rest) return;
    this.stroke ??= new GuardStroke(this.masks, this.guard, layer, part);
    const region = this.stroke.add(stroke, piece);
    for (const { number, box, levels } of region ? this.stroke.layers : []) {
      const common = commonRegion(box, region);
      if (common) this.mixer.touch(number, levels, common);
    }
  }

  /** It has come to its end; `guard`: that which has it, or had it never. */
  endStroke(guard) {
    this.stroke?.end(guard);
    this.dropStroke();
  }

  dropStroke() {
    this.stroke = null;
    this.repaint();
  }

  /** The Skin Mask, once a layer is to act within it. */
  async loadSkin() {
    const isAsked = this.masks && Object.values(this.guard).some(({ within }) => within === "skin");
    if (!isAsked || this.isSkinAsked || !this.shot.mix.skin) return;
    this.isSkinAsked = true;
    const { masks } = this;
    const { bitmap } = await fetchBitmap(this.shot.mix.skin, this.ended.signal).catch(() => ({}));
    if (!bitmap || masks !== this.masks) return;
    masks.learnSkin(redOf(bitmap));
    this.repaint();
  }

  // The mixer

  async prepare() {
    const { mix } = this.shot;
    const ended = new AbortController();
    this.ended = ended;
    this.refusal = refusalOfMix(mix);
    const fetched = this.refusal ? null : await fetchMix(mix, ended.signal).catch(() => null);
    if (ended.signal.aborted) return;
    if (!fetched || !this.begin(fetched, mix)) this.refusal ||= NO_LAYERS;
    this.tell();
  }

  /** Whether there is memory for it. */
  begin(fetched, mix) {
    try {
      this.mixer = mixerOf(fetched, mix);
    } catch {
      return false; // a canvas could not be had: the exact pictures remain
    }
    this.masks = new GuardMasks(this.mixer.backend.size, this.mixer.layers);
    this.isSkinAsked = false;
    this.loadSkin();
    if (this.rest) this.mixer.rest(this.rest, this.masks.of(this.restGuard));
    this.element.append(this.mixer.canvas);
    this.fitMixer();
    this.paintLive();
    return true;
  }

  /** Tells the board whether the picture moves with its sliders. */
  tell() {
    const { mixer, shot } = this;
    const reason = mixer ? "" : this.refusal || (this.isMoved ? LOADING : "");
    if (mixer || reason) tellMix(MIX_LIVE_EVENT, { mix: shot.mix.id, live: Boolean(mixer), reason });
  }

  end() {
    this.ended?.abort();
    this.ended = null;
    this.mixer?.canvas.remove();
    this.mixer?.end();
    this.mixer = null;
  }
}
