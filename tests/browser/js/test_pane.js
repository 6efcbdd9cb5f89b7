// The window on one shot: how it is cut and labelled, what it says when a picture is missing, what it shows when held.

import { Pane } from "/viewer/viewer.js";
import { equal, near, ok, test } from "./cases.js";
import { FACES, shot } from "./room.js";
import { images, place, settled } from "./stand_ins.js";

const CELL = { left: 4, top: 8, width: 400, height: 300 };
const SHOW = { cell: CELL, layer: 1, from: 0, cut: 1, corner: "left", held: false, chosen: false };
const LAY = { left: 10, top: 20, width: 380, ratio: 1 };

/** A pane on the page with this shot beside the original, shown and laid out; pictures load by `images`. */
function pane(more = {}) {
  const loads = images();
  const pane = new Pane(() => undefined);
  pane.element.style.position = "absolute";
  place().append(pane.element);
  pane.update(shot("b", more), shot("original"));
  pane.show(SHOW);
  pane.lay(LAY);
  pane.loads = async (address) => {
    loads.of(address).onload();
    loads.of(address).decodes();
    await settled();
    pane.lay(LAY);
  };
  pane.fails = async (address) => {
    loads.of(address).onerror();
    await settled();
    pane.lay(LAY);
  };
  pane.asked = () => loads.asked;
  return pane;
}

test("a pane lies in its cell", () => {
  const { style } = pane().element;
  equal([style.left, style.top, style.width, style.height, style.zIndex], ["4px", "8px", "400px", "300px", "1"]);
});

test("a pane above another is cut at the split, a whole one is not", () => {
  const it = pane();
  equal(it.element.style.clipPath, "none");
  it.show({ ...SHOW, layer: 2, cut: 0.25 });
  equal([it.element.style.zIndex, it.element.style.clipPath], ["2", "inset(0px 75% 0px 0px)"]);
  it.show({ ...SHOW, cut: 0 });
  equal(it.element.style.clipPath, "inset(0px 100% 0px 0px)");
});

test("a hidden pane is away until it is shown again", () => {
  const it = pane();
  ok(it.isShown, "shown");
  it.hide();
  ok(!it.isShown, "away");
  it.show(SHOW);
  ok(it.isShown, "back");
});

test("the chosen pane is marked, and its label stands in the corner it is told", () => {
  const it = pane();
  it.show({ ...SHOW, chosen: true, corner: "right" });
  equal([it.element.classList.contains("chosen"), it.tag.dataset.corner], [true, "right"]);
  it.show(SHOW);
  equal([it.element.classList.contains("chosen"), it.tag.dataset.corner], [false, "left"]);
});

test("a pane contains its left and top edge and not its right and bottom one", () => {
  const it = pane();
  const at = (clientX, clientY) => it.contains({ clientX, clientY });
  equal([at(4, 8), at(403.9, 307.9), at(200, 100)], [true, true, true]);
  equal([at(3.9, 8), at(4, 7.9), at(404, 100), at(200, 308)], [false, false, false, false]);
});

test("the label says the shot, another size, and that the full file is on its way", async () => {
  const it = pane({ width: 1000, height: 800, preview_width: 300 });
  equal(it.tag.textContent, "the b · other size: 1000 × 800");
  await it.loads("/b-small.jpg");
  equal(it.tag.textContent, "the b · other size: 1000 × 800 · loading full size …");
  await it.loads("/b.jpg");
  equal(it.tag.textContent, "the b · other size: 1000 × 800");
});

test("a shot of the original's size says nothing of it, one that is wider or higher does", () => {
  equal(pane().tag.textContent, "the b");
  equal(pane({ width: 1601 }).tag.textContent, "the b · other size: 1601 × 1200");
  equal(pane({ height: 1199 }).tag.textContent, "the b · other size: 1600 × 1199");
});

test("the note says that a picture is loading and goes when it has", async () => {
  const it = pane();
  equal([it.sentence.textContent, it.note.hidden, it.again.hidden], ["Loading …", false, true]);
  await it.loads("/b-small.jpg");
  equal([it.sentence.textContent, it.note.hidden], ["", true]);
});

test("a picture that failed has a sentence and a button that asks for it again", async () => {
  const it = pane();
  await it.fails("/b-small.jpg");
  equal(it.sentence.textContent, "This picture could not be loaded. The file itself is kept.");
  equal([it.note.hidden, it.again.hidden, it.again.textContent], [false, false, "Try again"]);
  ok(!it.note.classList.contains("low"), "in the middle: there is no picture");
  it.again.click();
  equal(it.asked(), ["/b-small.jpg", "/b-small.jpg"]);
});

test("a full file that failed has another sentence, low over the preview", async () => {
  const it = pane({ preview_width: 300 });
  await it.loads("/b-small.jpg");
  await it.fails("/b.jpg");
  equal(it.sentence.textContent, "The full-size file could not be loaded; you see its preview.");
  equal([it.note.hidden, it.again.hidden, it.note.classList.contains("low")], [false, false, true]);
});

test("names are shown as text", () => {
  const name = '<img src=x onerror="alert(1)"> & co';
  const it = pane({ label: name });
  equal([it.tag.textContent, it.tag.children.length], [name, 0]);
});

test("held, the original is shown in the pane's stead, once it is kept there", () => {
  const it = pane();
  it.show({ ...SHOW, held: true });
  equal([it.held, it.picture.element.hidden], [false, false], "not kept");
  it.keepOriginal(shot("original"));
  ok(it.original.element.hidden, "kept ready, unseen");
  it.show({ ...SHOW, held: true });
  it.lay(LAY);
  equal([it.picture.element.hidden, it.original.element.hidden], [true, false]);
  equal(it.tag.textContent, "the original");
  equal(it.original.element.style.width, "380px");
  it.show(SHOW);
  it.lay(LAY);
  equal([it.picture.element.hidden, it.original.element.hidden, it.tag.textContent], [false, true, "the b"]);
});

test("held, another size is not said: the original has its own", () => {
  const it = pane({ width: 1000 });
  it.keepOriginal(shot("original"));
  it.show({ ...SHOW, held: true });
  it.lay(LAY);
  equal(it.tag.textContent, "the original");
});

test("the original is kept once, and follows when the photo is another", () => {
  const it = pane();
  it.keepOriginal(shot("original"));
  const kept = it.original;
  it.keepOriginal(shot("original"));
  ok(it.original === kept, "once");
  equal(it.asked(), ["/b-small.jpg", "/original-small.jpg"]);
  it.update(shot("b"), shot("original", { preview: "/other-small.jpg" }));
  equal(it.asked().at(-1), "/other-small.jpg");
});

test("a rerun with the same shot loads nothing and keeps every element", () => {
  const it = pane();
  const before = [...it.element.querySelectorAll("*")];
  it.update(shot("b"), shot("original"));
  equal(it.asked(), ["/b-small.jpg"]);
  const after = [...it.element.querySelectorAll("*")];
  ok(before.length === after.length && before.every((each, i) => each === after[i]), "the same elements");
  equal(it.element.dataset.shot, "b");
});

test("a pane tells when its picture or the original kept in it has loaded", async () => {
  const loads = images();
  let told = 0;
  const it = new Pane(() => (told += 1));
  it.update(shot("b"), shot("original"));
  it.keepOriginal(shot("original"));
  for (const [i, address] of ["/b-small.jpg", "/original-small.jpg"].entries()) {
    loads.of(address).onload();
    await settled();
    equal(told, i + 1, address);
  }
});

test("boxes lie between the picture and its label, where the picture lies", () => {
  const it = pane();
  it.showFaces(FACES);
  it.lay(LAY);
  ok(it.boxes.element.previousElementSibling === it.picture.element, "just above the picture");
  equal(it.boxes.element.style.transform, it.picture.element.style.transform);
  equal(it.boxes.element.style.width, "380px");
  const { element } = it.boxes;
  it.showFaces(FACES.slice(1));
  ok(it.boxes.element === element && element.children.length === 1, "the same frame, other boxes");
});

test("the label keeps to what is seen of the picture", () => {
  const it = pane();
  const margin = (side) => parseFloat(it.element.style.getPropertyValue(`--picture-${side}`));
  it.lay({ left: 30, top: 40, width: 350, ratio: 1 });
  near([margin("left"), margin("top"), margin("right")], [30, 40, 20]);
  it.lay({ left: -30, top: -40, width: 700, ratio: 1 });
  near([margin("left"), margin("top"), margin("right")], [0, 0, 0]);
});
