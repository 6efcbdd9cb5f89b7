// The guard's tool in a viewer with a mix: what it tells the page, and what it shows until the page has heard.

import { ALL_LAYERS, dabOn, strokeOfFace, withTold } from "/viewer/viewer.js";
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
  ok(said().startsWith("3 spots gone: 1 like moles or freckles. Kept on this photo only"), said());
  here.viewer.guard.brush.radius = 300;
  dab(here, 205, 150);
  equal(here.steps[0][1].strokes[0].radius, 2_200);
  ok(said().includes("1 kept"), said());
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
});

test("a face is a broad stroke from its forehead to its chin", () => {
  const stroke = strokeOfFace(FACES[0], { width: 1600, height: 1200 });
  ok(stroke.points[0][1] < stroke.points[1][1], "downwards");
  equal([stroke.points[0][0], stroke.radius], [20_000, 17_000]);
});
