// The original over the result, as opaque as is given back; and the exact picture of what is kept above both.

import { AmountPicture } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";
import { images, place, settled } from "./stand_ins.js";

const KEPT = { strokes: [], strength: 700, below: "/o-small", below_full: "/o", preview: "/700", full: "/700/{part}" };
const WHOLE = { ...KEPT, strength: 1000, preview: "", full: "" };
const SHOT = { id: "a", label: "heavy", preview: "/r-small", full: "/r", width: 3000, height: 1500, preview_width: 1500 };
const FIT = { left: 10, top: 100, width: 800, ratio: 1 };
const NATIVE = { left: -1000, top: 0, width: 3000, ratio: 1 };

function shown(amount) {
  const seen = images();
  const picture = new AmountPicture(() => undefined, () => ({ width: 800, height: 600 }));
  place().append(picture.element);
  picture.show({ ...SHOT, amount });
  picture.place(FIT);
  return { seen, picture };
}

async function loaded(...list) {
  for (const image of list) image.onload();
  await settled();
}

/** [the result's and the original's opacity, whether the exact picture is seen] */
function state({ over, exact }) {
  return [over.element.hidden ? 0 : Number(over.element.style.opacity), exact.element.style.visibility !== "hidden"];
}

test("a whole result is its file, and nothing else is asked for until its slider moves", async () => {
  const { seen, picture } = shown(WHOLE);
  await loaded(seen.of("/r-small"));
  picture.place(FIT);
  equal([state(picture)[0], picture.isSeen], [0, true]);
  picture.place(NATIVE);
  ok(seen.of("/r"), "the file itself at 1:1");
  picture.hear(400);
  picture.place(FIT);
  equal(state(picture)[0], 0.6);
  equal(picture.element.style.transform, "translate(10px, 100px)");
});

test("what is kept is its exact picture; the result is asked for when the slider moves", async () => {
  const { seen, picture } = shown(KEPT);
  await loaded(seen.of("/700"));
  picture.place(FIT);
  equal([state(picture)[1], seen.asked], [true, ["/700"]]);
  picture.hear(300);
  picture.place(FIT);
  equal(state(picture), [0.7, true], "the exact one stays until both are there");
  await loaded(seen.of("/r-small"), seen.of("/o-small"));
  picture.place(FIT);
  equal(state(picture), [0.7, false]);
});

test("at rest the next exact picture takes over as soon as it is there", async () => {
  const { seen, picture } = shown(KEPT);
  await loaded(seen.of("/700"));
  picture.hear(300);
  await loaded(seen.of("/r-small"), seen.of("/o-small"));
  picture.show({ ...SHOT, amount: { ...KEPT, strength: 300, preview: "/300", full: "/300/{part}" } });
  picture.hear(null);
  picture.place(FIT);
  equal(state(picture), [0.7, false], "the browser’s until then");
  await loaded(seen.of("/300"));
  picture.place(FIT);
  equal([state(picture)[1], picture.main === picture.exact], [true, true]);
});

test("undone to the whole result it is the file again", async () => {
  const { seen, picture } = shown(KEPT);
  await loaded(seen.of("/700"));
  picture.show({ ...SHOT, amount: WHOLE });
  await loaded(seen.of("/r-small"), seen.of("/o-small"));
  picture.place(FIT);
  equal(state(picture), [0, false]);
  picture.show({ ...SHOT, id: "b", preview: "/other", amount: KEPT });
  equal(picture.seen, 700);
});

test("what a brush gives back is the original at once, and the exact picture once it is kept", async () => {
  const { seen, picture } = shown(WHOLE);
  const stroke = { points: [[50_000, 50_000]], radius: 10_000, erase: false };
  picture.paint(stroke, [stroke.points[0], stroke.points[0]]);
  await loaded(seen.of("/r-small"), seen.of("/o-small"));
  stub(CanvasRenderingContext2D.prototype, "drawImage", function drawImage() {
    this.fillRect(0, 0, 1500, 750); // an image that loads nothing can't be drawn
  });
  picture.place(FIT);
  const { canvas } = picture.painted;
  const { data } = canvas.getContext("2d").getImageData(0, 375, 1500, 1);
  equal([canvas.hidden, canvas.width, canvas.height, data[750 * 4 + 3], data[43]], [false, 1500, 750, 255, 0]);
  const kept = { ...WHOLE, strokes: [stroke], preview: "/painted", full: "/painted/{part}" };
  picture.show({ ...SHOT, amount: kept });
  picture.rest();
  picture.place(FIT);
  equal([canvas.hidden, state(picture)[1]], [false, false], "the canvas until then");
  await loaded(seen.of("/painted"));
  picture.place(FIT);
  equal([canvas.hidden, state(picture)[1]], [true, true]);
  picture.paint(stroke, [stroke.points[0], stroke.points[0]]);
  picture.show({ ...SHOT, amount: WHOLE });
  picture.rest();
  picture.place(FIT);
  equal(canvas.hidden, true, "taken back");
});
