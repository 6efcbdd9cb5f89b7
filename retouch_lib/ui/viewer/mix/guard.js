// The guard's tool: a brush that takes a layer of the mix away, spots to click, and where a layer may act at all.
// The page keeps the guard; what was done here and is not heard there yet is shown all the same.

const FIRST_GUARDED = "Heal";
const FACE = "face";
const WITHIN = { "": "acts everywhere", skin: "acts on skin only", painted: "acts where painted" };
const KEPT_HERE = "Kept on this photo only: the preset still removes such spots.";
const CONFINED_HERE = "Confined on this photo only: the preset acts everywhere.";
const TOO_MANY = "That is as much as a guard holds. Undo, or clear it.";
const LOOKED_AT_BARE = new Set(["blink", DIFFERENCE]); // there a tint would be taken for a change
const NOTHING_LAID = {};
const COVERS = 0.25; // so much of a layer hides what is kept below it

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
    this.isShown = true; // what is kept, over the pictures
    this.made = { spots: new Remembered(), kept: new Remembered(), cover: new Remembered(), above: new Remembered() };
    this.brush = new Brush({
      painted: (stroke, piece) => this.paint(stroke, piece),
      done: (stroke) => this.finish(stroke),
      dropped: () => this.drop(),
      changed: () => viewer.repaint(),
      snapped: (place, erases) => this.snap(place, erases),
    });
    this.bar = new BrushBar(this.options, this.brush);
    const find = (name) => this.options.querySelector(`[data-do=${name}]`);
    const names = ["layer", "within", "region", "moles", "shown", "clear", "above"];
    [this.layers, this.within, this.region, this.moles, this.shown, this.clearing, this.aboveToo] = names.map(find);
    this.walk = new SpotWalk(find("spots"), {
      turned: (spot) => (spot.isKept ? this.letGo(spot) : this.keepSpots([spot])),
      went: (spot) => this.look(spot),
      changed: () => viewer.repaint(),
    });
    this.said = this.options.querySelector("[role=status]");
    this.layers.onchange = () => this.choose(Number(this.layers.value));
    this.within.onchange = () => this.confine(this.within.value);
    this.region.onclick = () => this.turnPart();
    this.moles.onclick = () => this.keepSpots(this.moleSpots);
    this.shown.onclick = () => this.turnShown();
    this.clearing.onclick = () => this.tell({ what: "clear" });
    this.aboveToo.onclick = () => this.guardAbove();
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
    this.healing = layers.find(({ name }) => name === FIRST_GUARDED) ?? null;
    this.layer = (this.healing ?? layers.at(-1))?.number ?? ALL_LAYERS;
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

  add(strokes, layer = this.layer) {
    const { part } = this;
    const told = { what: "add", layer, part, strokes };
    const next = withTold(this.guard, told);
    this.isFull = !isWithinBounds(next[layer][part]);
    if (this.isFull) this.drop();
    else {
      this.each((picture) => picture.endStroke(next));
      this.tell(told);
    }
  }

  paint(stroke, piece) {
    this.each((picture) => picture.addPiece(this.layer, this.part, stroke, piece));
    this.lay(stroke);
  }

  /** A click with the eraser on a spot that is kept lets all of it go. */
  finish(stroke) {
    const spot = stroke.erase && stroke.points.length === 1 ? this.spotAt(stroke.points[0], true) : null;
    if (!spot) return this.add([stroke]);
    this.drop();
    this.letGo(spot);
  }

  /** The stroke on its way is none after all. */
  drop() {
    this.each((picture) => picture.dropStroke());
    this.lay(null);
    this.viewer.repaint();
  }

  /** Shows a stroke on its way over each picture. */
  lay(stroke) {
    for (const pane of this.viewer.stage.panes.values()) pane.veil?.goOn(stroke);
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

  turnShown() {
    this.isShown = !this.isShown;
    this.viewer.repaint();
  }

  // Spots

  /** What the measures tell of the rendered layers: {spots}, {sentence}, {} while they are looked for; null of no mix. */
  get found() {
    const { data, masks } = this.viewer;
    if (!this.mix?.spots || !data.computed) return null;
    return masks.spotsOf({ name: this.mix.spots }, data.shots[0], data.computed);
  }

  /** Layers whose guards keep a spot: it is Heal that removes them, where there is one. */
  get keepers() {
    return [ALL_LAYERS, this.healing?.number ?? this.layer];
  }

  /** As `listedSpots` has them; none while a layer is chosen whose guard keeps no spot. */
  get spots() {
    const { guard, layer } = this;
    const { size } = this.viewer.camera;
    const found = this.keepers.includes(layer) ? this.found?.spots : null;
    return this.made.spots.from([found, guard, layer, size], () => (found ? listedSpots(found, guard, this.keepers, size) : []));
  }

  get moleSpots() {
    return this.spots.filter(({ isMole, isKept }) => isMole && !isKept);
  }

  /** The spot whose ring is seen at a place; `isKept`: among which it is looked for. */
  spotAt([x, y], isKept) {
    if (this.part !== "kept" || this.cover === NOTHING_LAID) return null;
    const { width, height } = this.viewer.camera.size;
    const away = ([left, top]) => Math.hypot(x / UNIT - left, ((y / UNIT - top) * height) / width);
    return this.spots.find((each) => each.isKept === isKept && away(each.spot) < RING * each.spot[2]) ?? null;
  }

  /** A stroke that begins on a ring is of all of its spot, however small the brush is. */
  snap(place, erases) {
    const hit = this.spotAt(place, erases);
    return hit && { place: hit.place, radius: dabOn(hit.spot).radius };
  }

  keepSpots(spots) {
    this.part = "kept";
    if (spots.length) this.add(spots.map(({ spot }) => dabOn(spot)));
  }

  /** The dabs that keep it go; what else covers it is erased there. */
  letGo({ spot, place }) {
    this.part = "kept";
    const { size } = this.viewer.camera;
    for (const layer of this.keepers) {
      const dabs = (this.guard[layer]?.kept ?? []).filter(({ points, erase }) => !erase && points.length === 1 && String(points[0]) === String(place));
      if (dabs.length) this.tell({ what: "drop", layer, strokes: dabs });
      if (keepsAt(this.guard[layer], place, size)) this.add([{ ...dabOn(spot), erase: true }], layer);
    }
  }

  /** A spot that is gone to by keys is brought into sight. */
  look({ spot: [x, y] }) {
    if (this.viewer.camera.bring({ x, y })) this.viewer.moved();
    this.viewer.spoken.textContent = `${this.walk.inWords}${this.walk.current.isKept ? ", kept" : ""}`;
    this.viewer.repaint();
  }

  // Layers above

  /** Those laid normally above the guarded one that still hide what is kept of it: there a picture without the spot lies. */
  get above() {
    const { guard, layer, mix } = this;
    const { size } = this.viewer.camera;
    const picture = [...this.viewer.stage.panes.values()].find((pane) => pane.picture.shot?.mix?.id === mix.id)?.picture;
    return this.made.above.from([guard, layer, size, mix, picture?.mixer, picture?.live], () => {
      const places = layer === ALL_LAYERS || !picture?.mixer ? [] : placesKept(guard[layer]?.kept ?? [], size);
      const hides = (number, place) => !keepsAt(guard[number], place, size) && !keepsAt(guard[ALL_LAYERS], place, size) && picture.coverAt(number, place) > COVERS;
      return mix.layers.filter(({ number, mode }) => number > layer && mode === "normal" && places.some((place) => hides(number, place)));
    });
  }

  guardAbove() {
    this.part = "kept";
    for (const { number } of this.above) this.add(this.guard[this.layer].kept, number);
  }

  // What is seen

  update(view) {
    const { brush, viewer } = this;
    this.cover = brush.isOut && this.mix ? this.coverOf(view) : null;
    viewer.masks.instead = this.cover;
    this.options.hidden = !brush.isOut;
    if (!brush.isOut || !this.mix) return;
    this.bar.update();
    this.fill(this.layers, this.layerNames(), this.layer);
    const within = this.guard[this.layer]?.within ?? "";
    this.fill(this.within, this.places(view.faces), within);
    this.region.hidden = within !== "painted";
    this.region.setAttribute("aria-pressed", String(this.part === "region"));
    this.walk.update(this.spots);
    this.moles.disabled = !this.moleSpots.length;
    this.shown.setAttribute("aria-pressed", String(this.isShown));
    this.clearing.disabled = !this.guard[this.layer];
    this.aboveToo.hidden = !this.above.length;
    this.aboveToo.textContent = `Guard ${this.above.length === 1 ? this.above[0].name : "them"} there, too`;
    this.say(this.inWords());
  }

  /** Rings and tints over the pictures, as a veil takes them; the same object as long as nothing of them changed. */
  coverOf({ mode, held }) {
    if (!this.isShown || held || LOOKED_AT_BARE.has(mode)) return NOTHING_LAID;
    const { guard, layer, part, spots } = this;
    const { size } = this.viewer.camera;
    const { looked } = this.walk;
    return this.made.cover.from([guard, layer, part, spots, looked, size], () => {
      const tint = (kind, strokes = []) => ({ kind, strokes, ratio: size.height / size.width });
      const elsewhere = layer === ALL_LAYERS ? [] : [tint("all", guard[ALL_LAYERS]?.kept)];
      return { spots: ringsOf(spots, looked), tints: [tint(part, guard[layer]?.[part]), ...elsewhere] };
    });
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
    return this.isFull ? TOO_MANY : [this.countInWords(), this.aboveInWords(), this.keptInWords()].filter(Boolean).join(" ");
  }

  countInWords() {
    const { found, keepers, layer } = this;
    if (!found || !keepers.includes(layer)) return "";
    if (!found.spots) return found.sentence ?? "Looking for spots …";
    if (this.healing?.opacity === 0) return "Heal is off: no spot is gone.";
    return countedSpots(this.spots);
  }

  aboveInWords() {
    const names = this.above.map(({ name }) => name);
    if (!names.length) return "";
    const joined = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
    return `${joined} ${names.length === 1 ? "lies" : "lie"} above and still ${names.length === 1 ? "covers" : "cover"} what is kept.`;
  }

  /** Nothing as long as nothing is kept. */
  keptInWords() {
    const { guard } = this;
    const { size } = this.viewer.camera;
    return this.made.kept.from([guard, size], () => {
      const guarded = Object.values(guard);
      if (guarded.some(({ kept }) => placesKept(kept, size).length)) return KEPT_HERE;
      return guarded.some(({ within }) => within) ? CONFINED_HERE : "";
    });
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}

/** The guard after what was told. */
function withTold(guard, { what, layer, part, strokes, within }) {
  if (what === "clear") return Object.fromEntries(Object.entries(guard).filter(([number]) => Number(number) !== layer));
  const before = { ...NOTHING_KEPT, ...guard[layer] };
  if (what === "drop") {
    const dropped = new Set(strokes.map((stroke) => JSON.stringify(stroke)));
    return withLayer(guard, layer, { kept: before.kept.filter((stroke) => !dropped.has(JSON.stringify(stroke))) });
  }
  if (what === "within") return withLayer(guard, layer, { within, region: within === "painted" ? strokes : [] });
  return withLayer(guard, layer, { [part]: [...before[part], ...strokes], within: part === "region" ? "painted" : before.within });
}

/** A broad stroke from the forehead to the chin. */
function strokeOfFace({ x, y, width, height }, size) {
  const radius = Math.min(0.85 * width * UNIT, MOST_RADIUS);
  const inside = Math.min((0.35 * width * size.width) / size.height, height / 2);
  const middle = x + width / 2;
  return { points: [placeOf({ x: middle, y: y + inside }), placeOf({ x: middle, y: y + height - inside })], radius: Math.round(radius), erase: false };
}
