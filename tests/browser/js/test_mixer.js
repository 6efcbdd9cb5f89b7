import { Mixer } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";

const box = (left) => ({ left, top: 0, width: 10, height: 30 });
const LAYERS = [{ number: 0, box: box(0) }, { number: 3, box: box(20) }];

/** A mixer at rest, and what its backend is told from then on. */
function mixer() {
  const told = [];
  const say = (name) => (...given) => told.push([name, ...given]);
  const backend = Object.fromEntries(["fit", "mask", "draw", "clear", "end"].map((name) => [name, say(name)]));
  const made = new Mixer(backend, LAYERS);
  made.rest({ 0: 1, 3: 1 });
  told.length = 0;
  return { made, told };
}

test("what moved is drawn where its layers stand, from the lowest of them on", () => {
  const { made, told } = mixer();
  made.paint({ 0: 1, 3: 0.5 });
  made.paint({ 0: 1, 3: 0.5 });
  made.paint({ 0: 0.5, 3: 0.4 });
  equal(told, [
    ["draw", box(20), { 0: 1, 3: 0.5 }, 1],
    ["draw", { left: 0, top: 0, width: 30, height: 30 }, { 0: 0.5, 3: 0.4 }, 0],
  ]);
});

test("a mask that is another one moves its layer, and only that", () => {
  const { made, told } = mixer();
  const levels = new Uint8Array(300);
  made.paint({ 0: 1, 3: 1 }, { 3: levels });
  made.paint({ 0: 1, 3: 1 }, { 3: levels });
  made.rest({ 0: 1, 3: 1 }, { 3: levels });
  made.paint({ 0: 1, 3: 1 });
  equal(told.map(([name, given]) => [name, name === "mask" ? given : 0]), [["mask", 3], ["draw", 0], ["clear", 0], ["mask", 3], ["draw", 0]]);
  equal(told[3], ["mask", 3, null]);
});

test("in another size all that was painted is painted anew", () => {
  const { made, told } = mixer();
  made.fit({ width: 20, height: 15 });
  made.paint({ 0: 1, 3: 0.5 });
  made.fit({ width: 20, height: 15 });
  made.fit({ width: 30, height: 23 });
  equal(told.map(([name, given]) => [name, given.left ?? given.width]), [["fit", 20], ["draw", 20], ["fit", 30], ["draw", 20]]);
});

test("another backend goes on where one had to end", () => {
  const { made, told } = mixer();
  const levels = new Uint8Array(300);
  made.fit({ width: 20, height: 15 });
  made.paint({ 0: 1, 3: 0.5 }, { 0: levels });
  made.backend.canvas = document.createElement("canvas");
  const said = [];
  const say = (name) => () => said.push(name);
  made.goOn({ canvas: document.createElement("canvas"), fit: say("fit"), mask: say("mask"), draw: say("draw") });
  equal([told.at(-1), said], [["end"], ["fit", "mask", "draw"]]);
});

test("a part of a mask is touched: only there something is painted, and the mask stays", () => {
  const { made, told } = mixer();
  const [levels, region] = [new Uint8Array(4), { left: 21, top: 1, width: 2, height: 2 }];
  made.touch(3, levels, region);
  equal(told, [["mask", 3, levels, region], ["draw", region, { 0: 1, 3: 1 }, 1]]);
  made.paint({ 0: 1, 3: 1 }, { 3: levels });
  equal([told.length, made.painted], [2, region], "nothing else has moved");
});
