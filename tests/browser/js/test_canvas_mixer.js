// What is painted anew, and what is kept; that it is right is in test_mix_picture.py.

import { CanvasMixer } from "/viewer/viewer.js";
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
  const made = new CanvasMixer({ base: await plain("rgb(100 100 100)", WHOLE), layers }, "srgb");
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
  const lay = here.lay.bind(here);
  here.lay = (...given) => ((laid += given[1].length), lay(...given));
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
  ok([here.canvas, here.below, here.base, ...here.layers.map(({ image }) => image)].every(({ width }) => width === 0), "empty");
});
