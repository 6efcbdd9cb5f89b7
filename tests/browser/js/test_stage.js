// Which panes are shown in each mode, where, and how much of them; and what stays when the data change.

import { Camera, Pin, Stage } from "/viewer/viewer.js";
import { equal, near, ok, test } from "./cases.js";
import { FACES, shot, shots } from "./room.js";
import { images, place, settled } from "./stand_ins.js";

const VIEW = { mode: "swipe", left: "original", right: "slight", split: 0.3, held: false, blinkSide: "left" };

/** A stage of 800 × 600, 10 from the left and 20 from the top of the page, with these shots. */
function stage(list = shots(3), faces = []) {
  const loads = images();
  const element = document.createElement("div");
  element.style.cssText = "position: absolute; left: 10px; top: 20px; width: 800px; height: 600px";
  element.innerHTML = '<style>.pane { position: absolute } .away { display: none }</style><div class="split"></div>';
  place().append(element);
  const it = new Stage(element, () => (it.changes += 1));
  it.changes = 0;
  it.reconcile(list, faces, null);
  it.loads = loads;
  it.asked = () => loads.asked;
  it.arranged = (view) => it.arrange({ shots: list, ...VIEW, ...view });
  return it;
}

/** `arrange`'s answer in short: [id, layer, cut, corner]. */
function short(shown) {
  return shown.map(({ id, layer, cut, corner }) => [id, layer, cut, corner]);
}

function order(it) {
  return [...it.element.querySelectorAll(".pane")].map((element) => element.dataset.shot);
}

test("swipe shows the right picture whole and the left one above it, cut at the split", () => {
  equal(short(stage().arranged({})), [["slight", 1, 1, "right"], ["original", 2, 0.3, "left"]]);
});

test("swipe with one picture on both sides shows it once", () => {
  equal(short(stage().arranged({ left: "slight" })), [["slight", 1, 1, "left"]]);
});

test("blink shows the side whose turn it is", () => {
  const it = stage();
  equal(short(it.arranged({ mode: "blink" })), [["original", 1, 1, "left"]]);
  equal(short(it.arranged({ mode: "blink", blinkSide: "right" })), [["slight", 1, 1, "right"]]);
});

test("held, swipe and blink show the original alone", () => {
  const it = stage();
  for (const mode of ["swipe", "blink"]) {
    equal(short(it.arranged({ mode, held: true, left: "balanced", blinkSide: "right" })), [["original", 1, 1, "left"]], mode);
  }
});

test("whatever is shown alone has the whole stage", () => {
  const whole = { left: 0, top: 0, width: 800, height: 600 };
  const it = stage();
  for (const view of [{}, { mode: "blink" }, { held: true }, { left: "slight" }]) {
    for (const { cell, held, chosen } of it.arranged(view)) equal([cell, held, chosen], [whole, false, false]);
  }
});

test("the grid shows every shot in its cell and marks the right one", () => {
  const shown = stage(shots(4)).arranged({ mode: "grid", right: "balanced" });
  equal(shown.map(({ id, chosen }) => [id, chosen]), [["original", false], ["slight", false], ["balanced", true], ["heavy", false]]);
  equal(shown.map(({ cell }) => [cell.left, cell.top]), [[0, 0], [402, 0], [0, 302], [402, 302]]);
  ok(shown.every(({ layer, cut, corner }) => layer === 1 && cut === 1 && corner === "left"), "whole");
});

test("the original's proportions lay out the grid, whatever the others have", () => {
  const lefts = (...list) => stage(list).arrange({ ...VIEW, shots: list, mode: "grid" }).map(({ cell }) => cell.left);
  const tall = (id) => shot(id, { width: 1200, height: 1600 });
  equal(lefts(tall("original"), shot("slight"), shot("heavy")), [0, 268, 536], "a tall one: in a row");
  equal(lefts(shot("original"), tall("slight"), tall("heavy")), [0, 402, 0], "a wide one: two by two");
});

test("held, every cell of the grid but the first shows the original, which was made ready there", () => {
  const it = stage();
  const shown = it.arranged({ mode: "grid", held: true });
  equal(shown.map(({ id, held }) => [id, held]), [["original", false], ["slight", true], ["balanced", true]]);
  equal([...it.panes.values()].map((pane) => pane.original?.shot.id ?? null), [null, "original", "original"]);
});

test("outside the grid no pane loads the original a second time", () => {
  const it = stage();
  it.arranged({});
  it.arranged({ mode: "blink" });
  equal(it.asked(), ["/original-small.jpg", "/slight-small.jpg", "/balanced-small.jpg"]);
});

test("a new shot gets a pane and the others keep theirs", () => {
  const it = stage(shots(2));
  const before = [...it.panes.values()];
  it.reconcile(shots(3), []);
  equal([...it.panes.keys()], ["original", "slight", "balanced"]);
  ok(before.every((pane) => it.panes.get(pane.shot.id) === pane && pane.element.isConnected), "the same panes");
  equal(it.asked().length, 3, "one load each");
});

test("a stage tells when a picture on it has loaded", async () => {
  const it = stage();
  it.loads.of("/slight-small.jpg").onload();
  await settled();
  equal(it.changes, 1);
});

test("the pane of a shot that is gone goes too", () => {
  const it = stage(shots(3));
  it.reconcile([shot("original"), shot("balanced")], []);
  equal([[...it.panes.keys()], order(it)], [["original", "balanced"], ["original", "balanced"]]);
});

test("panes stand before the handle, so that Tab comes to it last", () => {
  const it = stage();
  it.reconcile(shots(4), []);
  ok(it.element.lastElementChild === it.handle, "the handle is last");
});

test("only the original has boxes around faces", () => {
  const it = stage(shots(2), FACES);
  equal([...it.panes.values()].map((pane) => pane.boxes?.element.children.length ?? null), [2, null]);
  it.reconcile(shots(2), []);
  equal(it.panes.get("original").boxes.element.children.length, 0);
});

test("a pane is found by the pointer where it is shown, and not where it is away", () => {
  const it = stage();
  const camera = new Camera();
  camera.settle(shot("original"), { width: 800, height: 600 }, 1);
  it.show(it.arranged({ mode: "grid" }), camera);
  const at = (x, y) => it.paneAt({ clientX: 10 + x, clientY: 20 + y })?.shot.id;
  equal([at(5, 5), at(790, 5), at(5, 590), at(401, 5), at(-5, 5)], ["original", "slight", "balanced", undefined, undefined]);
  it.show(it.arranged({ mode: "blink" }), camera);
  equal([at(5, 5), at(790, 590)], ["original", "original"]);
});

test("what is not shown is hidden", () => {
  const it = stage();
  const camera = new Camera();
  camera.settle(shot("original"), { width: 800, height: 600 }, 1);
  it.show(it.arranged({}), camera);
  equal([...it.panes.values()].map((pane) => pane.isShown), [true, true, false]);
  it.show(it.arranged({ held: true }), camera);
  equal([...it.panes.values()].map((pane) => pane.isShown), [true, false, false]);
});

test("every pane is laid as the camera sees it, on whole device pixels of the page", () => {
  for (const ratio of [1, 1.25, 1.5, 2]) {
    const it = stage();
    // The second column and row begin at 403 and 303: at 1.25 and 1.5 between two device pixels.
    it.element.style.cssText += "left: 10.3px; top: 20.7px; width: 803px; height: 603px";
    const camera = new Camera();
    const shown = it.arranged({ mode: "grid" });
    camera.settle(shot("original"), shown[0].cell, ratio);
    const { width, height } = shown[0].cell;
    camera.pin({ x: 0.4321, y: 0.5678 }, { x: width / 2, y: height / 2 }, camera.native);
    it.show(shown, camera);
    for (const { id, cell } of shown) {
      const { style } = it.panes.get(id).picture.element;
      const [left, top] = style.transform.match(/-?[\d.]+/g).map(Number);
      near([left, top], Object.values(camera.corner()), `${id}: near the camera's corner`, 0.5 / ratio + 0.01);
      const bounds = it.element.getBoundingClientRect();
      const device = [(bounds.left + cell.left + left) * ratio, (bounds.top + cell.top + top) * ratio];
      near(device, device.map(Math.round), `${id} at ${ratio}: a whole device pixel`, 0.01);
      near(parseFloat(style.width), 1600 / ratio, `${id}: 1:1`, 0.01);
    }
  }
});

// A pinned picture

/** A stage with a pinned picture; `apart`: another photo is shown. */
function withPin(apart) {
  const it = stage();
  const pin = new Pin(shot("heavy"), shot("original", apart ? { full: "/other.jpg" } : {}), "one.jpg");
  pin.follow(shots(3), new Camera());
  it.reconcile(shots(3), [], pin);
  return { it, pin, arranged: (view) => it.arranged({ pin, ...view }) };
}

test("a pinned picture stands on the left, over the chosen one while its own photo is shown", () => {
  const { arranged } = withPin(false);
  equal(short(arranged({})), [["slight", 1, 1, "right"], ["pinned", 2, 0.3, "left"]]);
  equal(short(arranged({ mode: "blink" })), [["pinned", 1, 1, "left"]]);
  equal(short(arranged({ mode: "blink", blinkSide: "right" })), [["slight", 1, 1, "right"]]);
});

test("beside another photo a pinned picture has its own side, as wide as the split says", () => {
  const { arranged } = withPin(true);
  const cells = (split) => arranged({ split }).map(({ id, cut, cell }) => [id, cut, cell.left, cell.width]);
  equal(cells(0.3), [["slight", 1, 240, 560], ["pinned", 1, 0, 240]]);
  equal([cells(0)[1][3], cells(1)[0][3]], [80, 80], "neither side goes away");
});

test("in the grid a pinned picture comes first and is never the original that is held", () => {
  const { arranged } = withPin(true);
  const shown = arranged({ mode: "grid", held: true });
  equal(shown.map(({ id, held }) => [id, held]), [["pinned", false], ["original", false], ["slight", true], ["balanced", true]]);
});

test("a pinned picture is laid as its own camera sees it", () => {
  const { it, arranged } = withPin(true);
  const [common, own] = [new Camera(), new Camera()];
  for (const camera of [common, own]) camera.settle(shot("original"), { width: 400, height: 600 }, 1);
  own.zoomTo(1, { x: 0, y: 0 });
  it.show(arranged({ split: 0.5 }), common, own);
  const wide = (id) => it.panes.get(id).picture.element.style.width;
  equal([wide("slight"), wide("pinned")], ["400px", "1600px"]);
});

test("the pane of a picture that is no longer pinned goes", () => {
  const { it } = withPin(true);
  it.reconcile(shots(3), [], null);
  equal(order(it), ["original", "slight", "balanced"]);
});

test("the handle is there in swipe between two pictures that are seen", () => {
  const it = stage();
  const hidden = (view) => {
    it.showHandle({ ...VIEW, ...view });
    return it.handle.hidden;
  };
  equal([hidden({}), hidden({ mode: "grid" }), hidden({ mode: "blink" })], [false, true, true]);
  equal([hidden({ held: true }), hidden({ left: "slight" })], [true, true]);
  equal(hidden({ left: "slight", pin: {} }), false, "the pinned one is left");
});

test("the handle stands at the split and says it", () => {
  const it = stage();
  it.showHandle({ ...VIEW, split: 0.624 });
  equal(it.handle.style.left, "62.4%");
  equal([it.handle.getAttribute("aria-valuenow"), it.handle.getAttribute("aria-valuetext")], ["62", "62 % left picture"]);
});
