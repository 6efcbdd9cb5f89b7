// What is painted anew, and what is kept; that it is right is in test_mix_picture.py.

import { CanvasBackend, Mixer } from "/viewer/viewer.js";
import { equal, near, ok, test } from "./cases.js";

const WHOLE = { left: 0, top: 0, width: 40, height: 30 };
const LEFT = { left: 0, top: 0, width: 10, height: 30 };

async function plain(colour, { width, height }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return createImageBitmap(canvas);
}

/** Grey below; black at the left, white over all. */
async function mixer() {
  const layers = [
    { number: 0, mode: "normal", box: LEFT, image: await plain("black", LEFT) },
    { number: 3, mode: "normal", box: WHOLE, image: await plain("white", WHOLE) },
  ];
  const fetched = { base: await plain("rgb(100 100 100)", WHOLE), layers };
  const made = new Mixer(new CanvasBackend(fetched, "srgb"), layers);
  made.rest({ 0: 0, 3: 0 });
  return made;
}

function at({ canvas }, x) {
  const [red, , , alpha] = canvas.getContext("2d").getImageData(x, 5, 1, 1).data;
  return alpha ? red : null;
}

test("only where something moved is painted", async () => {
  const here = await mixer();
  equal([at(here, 5), at(here, 20)], [null, null]);
  here.paint({ 0: 0.5, 3: 0 });
  near(at(here, 5), 50, "half black", 1);
  equal(at(here, 20), null);
  here.paint({ 0: 0.5, 3: 1 });
  equal([at(here, 5), at(here, 20)], [255, 255]);
  here.rest({ 0: 0.5, 3: 1 });
  equal([at(here, 5), at(here, 20)], [null, null]);
});

test("what lies below the layer that moves is laid once", async () => {
  const here = await mixer();
  let laid = 0;
  const lay = here.backend.lay.bind(here.backend);
  here.backend.lay = (...given) => ((laid += given[1].length), lay(...given));
  here.paint({ 0: 0.5, 3: 0.1 });
  equal(laid, 2);
  for (const opacity of [0.2, 0.3, 0.4]) here.paint({ 0: 0.5, 3: opacity });
  equal(laid, 2 + 1 + 3, "once what is below, then the one layer each time");
  here.paint({ 0: 0.5, 3: 0.4 });
  equal(laid, 6, "nothing moved");
});

test("a mixer that is given up holds no pictures", async () => {
  const here = await mixer();
  here.end();
  const { canvas, below, base, layers } = here.backend;
  ok([canvas, below, base, ...layers.map(({ image }) => image)].every(({ width }) => width === 0), "empty");
});

test("a mask takes its layer away where it is black", async () => {
  const here = await mixer();
  const levels = new Uint8Array(LEFT.width * LEFT.height).fill(255).map((level, i) => (i % LEFT.width < 6 ? 0 : level));
  here.paint({ 0: 1, 3: 0 }, { 0: levels });
  equal([at(here, 5), at(here, 8)], [100, 0]);
  here.paint({ 0: 1, 3: 0 });
  equal(at(here, 5), 0);
});

test("a mask changes in a part of it alone", async () => {
  const here = await mixer();
  const levels = new Uint8Array(LEFT.width * LEFT.height).fill(255);
  here.paint({ 0: 1, 3: 0 }, { 0: levels });
  levels.fill(0);
  here.touch(0, levels, { left: 4, top: 4, width: 3, height: 3 });
  equal([at(here, 3), at(here, 5), at(here, 7)], [0, 100, 0]);
});
