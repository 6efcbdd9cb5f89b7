// A mix: the exact picture of its strengths at rest, and above it, while they are others, the picture made in the browser.

/** number → opacity, of the mix as it rests. */
function restOf({ layers }) {
  return Object.fromEntries(layers.map(({ number, opacity }) => [number, opacity]));
}

class MixPicture extends TiledPicture {
  constructor(changed, boxOf) {
    super(changed, boxOf);
    this.before = []; // what is shown until the exact picture is there
    this.shown = null; // the exact picture's preview, where that is what is seen
    this.rest = null; // its opacities
    this.live = null; // the opacities that are to be seen
    this.isTold = false; // by the board; else they are the page's
    this.mixer = null;
    this.refusal = ""; // why there is none, as a sentence
    this.ended = null; // ends its loading, as soon as that has begun
    this.repaint = inNextFrame(() => this.paintLive());
  }

  show(shot) {
    if (this.shot && this.shot.mix.id !== shot.mix.id) this.forget();
    if (!this.isTold) this.live = restOf(shot.mix);
    super.show(shot);
    this.repaint();
  }

  /** Another mix stands here now. */
  forget() {
    this.end();
    [this.rest, this.live, this.isTold, this.refusal, this.pair] = [null, null, false, "", null];
    this.element.replaceChildren();
  }

  /** The strengths as the board has them, `opacities` by layer number. */
  hear(opacities) {
    this.isTold = true;
    this.live = { ...restOf(this.shot.mix), ...opacities };
    this.repaint();
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
    this.mixer?.rest(this.rest);
    this.paintLive();
  }

  paintLive() {
    if (this.mixer && this.rest) this.mixer.paint(this.live);
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
    if (this.rest) this.mixer.rest(this.rest);
    this.element.append(this.mixer.canvas);
    this.fitMixer();
    this.paintLive();
    return true;
  }

  /** Tells the board whether the picture moves with its sliders. */
  tell() {
    const { mixer, refusal, shot } = this;
    if (mixer || refusal) tellMix(MIX_LIVE_EVENT, { mix: shot.mix.id, live: Boolean(mixer), reason: refusal });
  }

  end() {
    this.ended?.abort();
    this.ended = null;
    this.mixer?.canvas.remove();
    this.mixer?.end();
    this.mixer = null;
  }
}
