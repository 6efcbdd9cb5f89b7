// The guard's tool in a viewer with a mix: what it tells the page, and what it shows until the page has heard.

import { ALL_LAYERS, dabOn, strokeOfFace, withLayer, withTold } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";
import { FACES, Room, shot } from "./room.js";

const LAYERS = [
  { number: 0, name: "Heal", url: "/0", mode: "normal", opacity: 1 },
  { number: 2, name: "<b>Dodge</b>", url: "/2", mode: "softLight", opacity: 1 },
];
const SPOTS = { at_risk: [[0.25, 0.25, 0.01]], healed: [[0.5, 0.5, 0.01], [0.75, 0.5, 0.01]] };
const COMPUTED = { parts: "/{part}", spots: "/spots/{picture}", difference: "/d", flip: "" };

function sent(guard = {}, more = {}) {
  const mix = { id: "m", base: "/base", layers: LAYERS, space: "", colours: null, guard, skin: "/skin", spots: "whole", ...more };
  return { shots: [shot("original"), shot("mix", { full: "/{part}", mix })], computed: COMPUTED };
}

/** A viewer whose page answers when the case says so. */
async function room(guard, more) {
  stub(window, "fetch", async () => new Response(JSON.stringify(SPOTS)));
  const made = new Room({ ...sent(guard, more), faces: FACES });
  made.trigger = (name, told) => made.steps.push([name, told.value]);
  made.press("q");
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  made.frames.next();
  return made;
}

function find(here, name) {
  return here.parent.querySelector(`.options.guard [data-do=${name}]`);
}

function dab(here, x, y) {
  here.point("pointerdown", x, y);
  here.point("pointerup", x, y);
}

test("without a mix there is no guard, and it goes with it", async () => {
  equal(new Room().viewer.tool, null);
  const here = await room();
  ok(here.viewer.brush, "out");
  here.run();
  equal([here.viewer.brush, here.viewer.tool], [null, null]);
  ok(here.parent.querySelector(".options.guard").hidden, "hidden");
});

test("a stroke is told to the page, and is seen before the page has heard", async () => {
  const here = await room();
  here.viewer.guard.brush.radius = 2_000;
  dab(here, 600, 150);
  const stroke = { points: [[75_000, 25_000]], radius: 2_000, erase: false };
  equal(here.steps, [["guard", { mix: "m", layer: 0, what: "add", layer: 0, part: "kept", strokes: [stroke] }]]);
  const { picture } = here.viewer.stage.panes.get("mix");
  equal(picture.guard[0].kept, [stroke]);
  here.run({ ...sent(), faces: FACES });
  equal(picture.guard[0].kept, [stroke], "a run that has not heard it takes nothing away");
  here.run({ ...sent({ 0: { kept: [stroke], within: "", region: [] } }), heard: 1, faces: FACES });
  equal(picture.guard[0].kept, [stroke], "once, now that the page has it");
  here.run({ ...sent(), heard: 1, faces: FACES });
  equal(picture.guard, {}, "taken back on the page");
});

test("spots are counted, and a click on a ring keeps the whole spot", async () => {
  const here = await room();
  const said = () => here.parent.querySelector(".options.guard [role=status]").textContent;
  equal(said(), "3 spots gone, 1 like moles or freckles.");
  here.viewer.guard.brush.radius = 300;
  dab(here, 205, 150);
  equal(here.steps[0][1].strokes, [dabOn(SPOTS.at_risk[0])], "in its very middle");
  here.frames.next();
  equal(said(), "2 spots gone; 1 kept. Kept on this photo only: the preset still removes such spots.");
  dab(here, 300, 450);
  equal(here.viewer.guard.waiting[1].told.strokes[0].radius, 300, "elsewhere the brush is as large as it is");
});

test("all moles are kept by one press", async () => {
  const here = await room();
  find(here, "moles").click();
  here.frames.next();
  equal(here.steps[0][1].strokes, [dabOn(SPOTS.at_risk[0])]);
  ok(find(here, "moles").disabled, "there are no others");
});

test("a spot that is kept is let go by a click with the eraser, and so is what else covers it", async () => {
  const broad = { points: [[50_000, 50_000], [60_000, 50_000]], radius: 8_000, erase: false };
  const dab_ = dabOn(SPOTS.healed[0]);
  const here = await room({ 0: { kept: [dab_, broad], within: "", region: [] } });
  here.viewer.guard.brush.use(true);
  dab(here, 400, 300);
  const [told] = here.steps;
  equal([told[1].what, told[1].layer, told[1].strokes], ["drop", 0, [dab_]]);
  equal(here.viewer.guard.guard[0].kept, [broad, { ...dab_, erase: true }]);
  here.frames.next();
  equal(here.viewer.guard.spots.map(({ isKept }) => isKept), [false, false, false]);
});

test("keys go from spot to spot, keep one and let it go; the ring of the one looked at is marked", async () => {
  const here = await room();
  const [before, button, next] = find(here, "spots").querySelectorAll("button");
  button.focus();
  here.frames.next();
  equal(button.getAttribute("aria-label"), "Keep: Spot 1 of 3, like a mole or freckle");
  const current = () => here.parent.querySelector(".veil [data-kind=current]")?.style.left;
  equal(current(), "25%");
  here.press("ArrowRight");
  here.frames.next();
  equal([button.textContent, button.getAttribute("aria-pressed"), current()], ["Spot 2 of 3", "false", "50%"]);
  button.click();
  here.frames.next();
  equal([button.getAttribute("aria-pressed"), here.viewer.guard.guard[0].kept], ["true", [dabOn(SPOTS.healed[0])]]);
  equal(here.parent.querySelectorAll(".veil [data-kind=kept]").length > 0, true);
  button.click();
  equal(here.viewer.guard.guard[0].kept, []);
  for (const key of ["ArrowRight", "ArrowRight", "End", "Home", "ArrowLeft"]) here.press(key);
  here.frames.next();
  equal(button.textContent, "Spot 3 of 3", "round");
  next.click();
  before.click();
  equal(here.parent.querySelector(".spoken").textContent, "Spot 3 of 3");
  button.blur();
  here.frames.next();
  equal(current(), undefined);
});

test("strokes are tinted over the pictures, the one on its way too; not while pictures are compared", async () => {
  const stroke = { points: [[75_000, 25_000]], radius: 2_000, erase: false };
  const here = await room({ 0: { kept: [stroke], within: "", region: [] } });
  const lines = () => [...here.viewer.stage.panes.get("mix").veil.element.querySelectorAll("svg[data-kind=kept] polyline")].map((line) => line.getAttribute("points"));
  equal(lines(), ["75000,18750 75000,18750"]);
  here.point("pointerdown", 600, 450);
  here.point("pointermove", 640, 450);
  equal(lines().length, 2, "before it ends");
  here.point("pointerup", 640, 450);
  here.frames.next();
  equal(lines()[1], "75000,56250 80000,56250");
  find(here, "shown").click();
  here.frames.next();
  equal([lines(), find(here, "shown").getAttribute("aria-pressed")], [[], "false"]);
  find(here, "shown").click();
  here.viewer.setMode("blink");
  here.frames.next();
  equal(lines(), []);
  equal(here.viewer.guard.snap([25_000, 25_000], false), null, "what is not seen is not clicked");
});

test("as long as nothing is gone, or Heal is off, no other is said, and spots are Heal's", async () => {
  const here = await room({}, { layers: [{ ...LAYERS[0], opacity: 0 }, LAYERS[1]] });
  const said = () => here.parent.querySelector(".options.guard [role=status]").textContent;
  equal(said(), "Heal is off: no spot is gone.");
  here.viewer.guard.choose(2);
  here.frames.next();
  equal([said(), here.viewer.guard.spots], ["", []]);
});

test("a layer laid normally above what is kept is named, and guarded by a press", async () => {
  const stroke = { points: [[75_000, 25_000]], radius: 2_000, erase: false };
  const tone = { number: 3, name: "Skin Tone", url: "/3", mode: "normal", opacity: 0.5 };
  const here = await room({ 0: { kept: [stroke], within: "", region: [] } }, { layers: [...LAYERS, tone] });
  const [said, press] = [here.parent.querySelector(".options.guard [role=status]"), find(here, "above")];
  ok(press.hidden, "as long as the layers are not there");
  const { picture } = here.viewer.stage.panes.get("mix");
  const asked = [];
  const backend = { size: { width: 800, height: 600 }, alphaAt: (...at) => (asked.push(at), 255) };
  picture.mixer = { backend, paint: () => undefined, fit: () => undefined, canvas: document.createElement("canvas"), end: () => undefined };
  here.viewer.repaint();
  here.frames.next();
  ok(said.textContent.startsWith("3 spots gone, 1 like moles or freckles. Skin Tone lies above and still covers what is kept. Kept"), said.textContent);
  equal([press.textContent, asked], ["Guard Skin Tone there, too", [[3, 600, 150]]]);
  press.click();
  equal(here.steps[0][1], { mix: "m", layer: 3, what: "add", part: "kept", strokes: [stroke] });
  here.frames.next();
  ok(press.hidden, "now it does not");
  picture.mixer = null;
});

test("another layer is chosen, its names are text, and a place where it acts", async () => {
  const here = await room();
  const layers = find(here, "layer");
  equal([...layers.options].map(({ text }) => text), ["<b>Dodge</b>", "Heal", "All layers"]);
  equal(layers.value, "0", "Heal at first");
  layers.value = "2";
  layers.onchange();
  const within = find(here, "within");
  equal([...within.options].map(({ value }) => value), ["", "skin", "painted", "face0", "face1"]);
  within.value = "face1";
  within.onchange();
  const told = here.steps[0][1];
  equal([told.layer, told.what, told.within, told.strokes.length], [2, "within", "painted", 1]);
  here.frames.next();
  equal([within.value, find(here, "region").hidden, find(here, "region").getAttribute("aria-pressed")], ["painted", false, "false"]);
  find(here, "region").click();
  equal(here.viewer.guard.part, "region");
});

test("what a result without a Skin Mask can't do is not offered", async () => {
  const here = await room({}, { skin: "" });
  equal([...find(here, "within").options].map(({ value }) => value), ["", "painted", "face0", "face1"]);
});

test("a guard that is full says so and takes no more", async () => {
  const stroke = { points: Array(8_000).fill([1, 1]), radius: 1, erase: false };
  const here = await room({ 0: { kept: [stroke], within: "", region: [] } });
  dab(here, 600, 450);
  equal(here.steps, []);
  ok(here.parent.querySelector(".options.guard [role=status]").textContent.includes("as much as a guard holds"), "said");
  here.viewer.guard.choose(ALL_LAYERS);
  here.frames.next();
  ok(!here.parent.querySelector(".options.guard [role=status]").textContent.includes("as much"), "of that layer only");
});

test("told things come on top of a guard", () => {
  const stroke = dabOn([0.5, 0.5, 0.01]);
  const one = withTold({}, { what: "add", layer: ALL_LAYERS, part: "region", strokes: [stroke] });
  equal(one, { [ALL_LAYERS]: { kept: [], within: "painted", region: [stroke] } });
  equal(withTold(one, { what: "within", layer: ALL_LAYERS, within: "", strokes: [] })[ALL_LAYERS].region, []);
  equal(withTold(one, { what: "clear", layer: ALL_LAYERS }), {});
  equal(withTold(one, { what: "clear", layer: 0 }), one);
  equal(withTold(withLayer({}, 0, { kept: [stroke] }), { what: "drop", layer: 0, strokes: [stroke] })[0].kept, []);
});

test("a face is a broad stroke from its forehead to its chin", () => {
  const stroke = strokeOfFace(FACES[0], { width: 1600, height: 1200 });
  ok(stroke.points[0][1] < stroke.points[1][1], "downwards");
  equal([stroke.points[0][0], stroke.radius], [20_000, 17_000]);
});
