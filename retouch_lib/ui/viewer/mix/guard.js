// The guard's tool: a brush that takes a layer of the mix away, spots to click, and where a layer may act at all.
// The page keeps the guard; what was done here and is not heard there yet is shown all the same.

const SPOT_ROOM = 2.2; // of a spot's radius: a dab that covers it wholly
const KEPT_LEVEL = 128; // a spot whose middle is covered so much is kept
const FIRST_GUARDED = "Heal";
const FACE = "face";
const WITHIN = { "": "acts everywhere", skin: "acts on skin only", painted: "acts where painted" };
const KEPT_HERE = "Kept on this photo only: the preset still removes such spots.";
const TOO_MANY = "That is as much as a guard holds. Undo, or clear it.";

class GuardTool {
  constructor(root, viewer) {
    this.viewer = viewer;
    this.named = "Guard: keep moles, freckles, scars, beard";
    this.options = root.querySelector(".options.guard");
    this.mix = null;
    this.layer = null; // the number of the layer that is guarded, or ALL_LAYERS
    this.part = "kept";
    this.waiting = []; // what the page has not heard yet: {told, number}
    this.guard = {};
    this.brush = new Brush({
      painted: (stroke, piece) => this.paint(stroke, piece),
      done: (stroke) => this.add([stroke]),
      dropped: () => this.each((picture) => picture.dropStroke()),
      changed: () => viewer.repaint(),
      leastAt: (place) => this.roomOfSpotAt(place),
    });
    this.bar = new BrushBar(this.options, this.brush);
    const find = (name) => this.options.querySelector(`[data-do=${name}]`);
    [this.layers, this.within, this.region, this.moles, this.clearing] = ["layer", "within", "region", "moles", "clear"].map(find);
    this.said = this.options.querySelector("[role=status]");
    this.layers.onchange = () => this.choose(Number(this.layers.value));
    this.within.onchange = () => this.confine(this.within.value);
    this.region.onclick = () => this.turnPart();
    this.moles.onclick = () => this.keepMoles();
    this.clearing.onclick = () => this.tell({ what: "clear" });
  }

  get offered() {
    return this.mix !== null;
  }

  /** On every picture: the original beside the mix shows what there is to keep. */
  paintsOn() {
    return true;
  }

  // What the page says

  follow({ shots, heard }) {
    const mix = shots.find((shot) => shot.mix)?.mix ?? null;
    if (mix?.id !== this.mix?.id) this.begin(mix);
    this.mix = mix;
    this.waiting = this.waiting.filter(({ number }) => number === null || number > heard);
    this.settle();
  }

  begin(mix) {
    this.waiting = [];
    this.part = "kept";
    this.isFull = false;
    const layers = mix?.layers ?? [];
    this.layer = (layers.find(({ name }) => name === FIRST_GUARDED) ?? layers.at(-1))?.number ?? ALL_LAYERS;
    if (!mix && this.brush.isOut) this.brush.take(false);
  }

  /** The guard as the page has it, and what comes on top. */
  settle() {
    this.guard = this.waiting.reduce((guard, { told }) => withTold(guard, told), this.mix?.guard ?? {});
    this.each((picture) => picture.hearGuard(this.guard));
  }

  /** Each picture of this mix on the stage. */
  each(action) {
    for (const { picture } of this.viewer.stage.panes.values()) {
      if (this.mix && picture.shot?.mix?.id === this.mix.id) action(picture);
    }
  }

  // What the user does

  tell(told) {
    this.isFull = false;
    const entry = { told: { mix: this.mix.id, layer: this.layer, ...told }, number: null };
    this.waiting.push(entry);
    this.settle();
    this.viewer.outbox.put("guard", () => {
      entry.number = this.viewer.outbox.last + 1;
      return entry.told;
    });
    this.viewer.repaint();
  }

  add(strokes) {
    const { layer, part } = this;
    const told = { what: "add", layer, part, strokes };
    const next = withTold(this.guard, told);
    this.isFull = !isWithinBounds(next[layer][part]);
    this.each((picture) => (this.isFull ? picture.dropStroke() : picture.endStroke(next)));
    if (this.isFull) this.viewer.repaint();
    else this.tell(told);
  }

  paint(stroke, piece) {
    this.each((picture) => picture.addPiece(this.layer, this.part, stroke, piece));
  }

  choose(layer) {
    this.layer = layer;
    this.isFull = false;
    this.part = "kept";
    this.viewer.repaint();
  }

  /** `where`: a key of WITHIN, or FACE and the face's number. */
  confine(where) {
    const isFace = where.startsWith(FACE);
    const strokes = isFace ? [strokeOfFace(this.viewer.data.faces[Number(where.slice(FACE.length))], this.viewer.camera.size)] : [];
    this.part = where === "painted" ? "region" : "kept";
    this.tell({ what: "within", within: isFace ? "painted" : where, strokes });
  }

  turnPart() {
    this.part = this.part === "region" ? "kept" : "region";
    this.viewer.repaint();
  }

  keepMoles() {
    const strokes = this.open.at_risk.map((spot) => dabOn(spot));
    this.part = "kept";
    if (strokes.length) this.add(strokes);
  }

  // Spots

  /** {at_risk, healed} of the rendered layers, null where they are not known; each [x, y, radius] in fractions. */
  get spots() {
    const { data, masks } = this.viewer;
    if (!this.mix?.spots || !data.computed) return null;
    return masks.spotsOf({ name: this.mix.spots }, data.shots[0], data.computed);
  }

  /** Those that are not kept yet. */
  get open() {
    const { size } = this.viewer.camera;
    const strokes = [...(this.guard[ALL_LAYERS]?.kept ?? []), ...(this.guard[this.layer]?.kept ?? [])];
    const isOpen = ([x, y]) => coverageAt(strokes, placeOf({ x, y }), size) < KEPT_LEVEL;
    const { at_risk = [], healed = [] } = this.spots?.spots ?? {};
    return { at_risk: at_risk.filter(isOpen), healed: healed.filter(isOpen) };
  }

  /** A click on a ring keeps all of its spot, however small the brush is. */
  roomOfSpotAt([x, y]) {
    if (this.part !== "kept" || this.brush.erases || !this.cover) return 0;
    const { width, height } = this.viewer.camera.size;
    const away = ([left, top]) => Math.hypot(x / UNIT - left, ((y / UNIT - top) * height) / width);
    const hit = Object.values(this.cover.spots).flat().find((spot) => away(spot) < RING * spot[2]);
    return hit ? dabOn(hit).radius : 0;
  }

  // What is seen

  update({ faces }) {
    const { brush, viewer } = this;
    this.cover = brush.isOut ? { spots: this.open } : null;
    viewer.masks.instead = this.cover;
    this.options.hidden = !brush.isOut;
    if (!brush.isOut || !this.mix) return;
    this.bar.update();
    this.fill(this.layers, this.layerNames(), this.layer);
    const within = this.guard[this.layer]?.within ?? "";
    this.fill(this.within, this.places(faces), within);
    this.region.hidden = within !== "painted";
    this.region.setAttribute("aria-pressed", String(this.part === "region"));
    this.moles.disabled = !this.cover.spots.at_risk.length;
    this.clearing.disabled = !this.guard[this.layer];
    this.say(this.inWords());
  }

  layerNames() {
    return [...this.mix.layers].reverse().map(({ number, name }) => [number, name]).concat([[ALL_LAYERS, "All layers"]]);
  }

  places(faces) {
    const own = Object.entries(WITHIN).filter(([name]) => name !== "skin" || this.mix.skin);
    return [...own, ...faces.map((_, i) => [`${FACE}${i}`, faces.length > 1 ? `acts on face ${i + 1} only` : "acts on the face only"])];
  }

  fill(select, options, chosen) {
    const drawn = JSON.stringify(options);
    if (select.dataset.drawn !== drawn) {
      select.dataset.drawn = drawn;
      select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    }
    select.value = String(chosen);
  }

  inWords() {
    if (this.isFull) return TOO_MANY;
    const { sentence, spots } = this.spots ?? {};
    if (!spots) return `${sentence ?? (this.spots ? "Looking for spots …" : "")} ${KEPT_HERE}`.trim();
    const all = spots.at_risk.length + spots.healed.length;
    const kept = all - Object.values(this.cover.spots).flat().length;
    const counted = `${all} ${all === 1 ? "spot" : "spots"} gone: ${spots.at_risk.length} like moles or freckles${kept ? `, ${kept} kept` : ""}.`;
    return `${counted} ${KEPT_HERE}`;
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}

/** The guard after what was told. */
function withTold(guard, { what, layer, part, strokes, within }) {
  if (what === "clear") return Object.fromEntries(Object.entries(guard).filter(([number]) => Number(number) !== layer));
  const before = { ...NOTHING_KEPT, ...guard[layer] };
  if (what === "within") return withLayer(guard, layer, { within, region: within === "painted" ? strokes : [] });
  return withLayer(guard, layer, { [part]: [...before[part], ...strokes], within: part === "region" ? "painted" : before.within });
}

function dabOn([x, y, radius]) {
  return { points: [placeOf({ x, y })], radius: brushRadius(SPOT_ROOM * radius * UNIT), erase: false };
}

/** A broad stroke from the forehead to the chin. */
function strokeOfFace({ x, y, width, height }, size) {
  const radius = Math.min(0.85 * width * UNIT, MOST_RADIUS);
  const inside = Math.min((0.35 * width * size.width) / size.height, height / 2);
  const middle = x + width / 2;
  return { points: [placeOf({ x: middle, y: y + inside }), placeOf({ x: middle, y: y + height - inside })], radius: Math.round(radius), erase: false };
}
