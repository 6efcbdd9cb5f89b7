// The slider: what it moves at once, and what the page is told when it rests.

import { AMOUNT_SERIES_MS, amountInWords } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";
import { Room, shot } from "./room.js";

const AMOUNT = { look: "slight", strength: 1000, below: "/o", below_full: "/O", preview: "", full: "", strokes: [], back: false, ahead: false };
const SHOTS = [shot("original"), shot("slight", { amount: AMOUNT }), shot("heavy", { amount: { ...AMOUNT, look: "heavy" } })];

function room(more = {}) {
  const here = new Room({ shots: SHOTS, ...more });
  const find = (selector) => here.parent.querySelector(selector);
  const [range, number] = ["range", "number"].map((type) => find(`.legend.amount [type=${type}]`));
  const waits = [];
  stub(window, "setTimeout", (action) => waits.push(action));
  stub(window, "clearTimeout", () => waits.splice(0));
  const rests = () => waits.splice(0).forEach((action) => action());
  const drag = (value) => {
    range.value = value;
    range.dispatchEvent(new Event("input"));
    here.frames.next();
  };
  const letGo = () => (range.dispatchEvent(new Event("change")), rests(), here.frames.next());
  const amounts = () => here.steps.filter(([name]) => name === "amount").map(([, value]) => value);
  const picture = () => here.viewer.stage.panes.get("slight").picture;
  return Object.assign(here, { range, number, drag, letGo, amounts, picture, button: find("[data-do=amount]"), panel: find(".legend.amount"), more: find(".legend.amount .more"), rests });
}

test("it opens by its button, which says how much is seen", () => {
  const here = room();
  equal([here.panel.hidden, here.more.hidden, here.button.textContent], [false, true, "Amount 100 % of slight"]);
  here.click("[data-do=amount]");
  equal([here.more.hidden, here.range.getAttribute("aria-label")], [false, "Amount of slight"]);
  equal(amountInWords(705), "70.5 %");
  ok(new Room({ shots: [shot("original"), shot("layer")] }).parent.querySelector(".legend.amount").hidden, "nothing to be shown in part");
});

test("while it moves the picture follows, and the page is told once", () => {
  const here = room();
  here.click("[data-do=amount]");
  for (const value of [80, 60, 40]) here.drag(value);
  equal([here.picture().seen, here.amounts(), here.button.textContent], [400, [], "Amount 40 % of slight"]);
  here.letGo();
  equal(here.amounts(), [{ shot: "slight", what: "strength", strength: 400, goes_on: false }]);
});

test("what the page shows is what is seen, once it was told all", () => {
  const here = room();
  here.drag(40);
  here.letGo();
  const kept = shot("slight", { label: "30 % of slight", amount: { ...AMOUNT, strength: 300, preview: "/300", full: "/300/{part}", back: true } });
  here.run({ shots: [SHOTS[0], kept] });
  equal([here.picture().seen, here.button.textContent], [300, "Amount 30 % of slight"]);
});

test("arrow presses within a second are one step", () => {
  const here = room();
  let now = 5000;
  stub(performance, "now", () => now);
  here.range.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
  const press = (value, wait) => {
    now += wait;
    here.drag(value);
    here.letGo();
  };
  press(99, 0);
  press(98, AMOUNT_SERIES_MS - 1);
  press(97, AMOUNT_SERIES_MS);
  equal(here.amounts().map(({ strength, goes_on: goesOn }) => [strength, goesOn]), [[990, false], [980, true], [970, false]]);
  ok(here.range.dispatchEvent(new Event("pointerdown", { cancelable: true })), "a pointer may drag it");
  press(50, 1);
  equal(here.amounts().at(-1).goes_on, false, "a drag is a step of its own");
});

test("arrow presses on two pictures are two steps", () => {
  const here = room();
  stub(performance, "now", () => 5000);
  here.range.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
  here.drag(99);
  here.letGo();
  here.viewer.choose("right", "heavy");
  here.frames.next();
  here.drag(98);
  here.letGo();
  equal(here.amounts().map((told) => [told.shot, told.goes_on]), [["slight", false], ["heavy", false]]);
});

test("it is typed, made whole, and taken back", () => {
  const back = shot("slight", { amount: { ...AMOUNT, strength: 300, preview: "/300", full: "/{part}", back: true } });
  const here = room({ shots: [SHOTS[0], back] });
  here.click("[data-do=amount]");
  here.number.value = "45.5";
  here.number.dispatchEvent(new Event("change"));
  here.click("[data-do=amount-whole]");
  here.click("[data-do=amount-undo]");
  here.range.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true }));
  equal(here.amounts().map(({ what, strength }) => strength ?? what), [455, 1000, "undo", "undo"]);
  here.parent.querySelector("[data-do=amount-redo]").click();
  equal(here.amounts().length, 4, "there is nothing to be done again");
});

test("another picture that is chosen ends what was begun, and is told as the first one’s", () => {
  const here = room();
  here.drag(20);
  here.viewer.choose("right", "heavy");
  here.frames.next();
  equal(here.amounts(), [{ shot: "slight", what: "strength", strength: 200, goes_on: false }]);
  equal(here.button.textContent, "Amount 100 % of heavy");
});

test("a brush paints on the chosen result, is told when it ends, and undoes its own", () => {
  const here = room();
  here.press("q");
  ok(here.viewer.brush, "out");
  equal([here.more.hidden, here.parent.querySelector(".paint").hidden], [false, false]);
  here.point("pointerdown", 400, 300);
  here.point("pointermove", 500, 300);
  ok(here.picture().painted.isLive, "seen at once");
  here.point("pointerup", 500, 300);
  const [{ shot: id, what, stroke }] = here.amounts();
  equal([id, what, stroke.erase, stroke.points[0]], ["slight", "stroke", false, [50_000, 50_000]]);
  equal(stroke.radius, Math.round(stroke.radius), "whole numbers alone are kept");
  const back = shot("slight", { amount: { ...AMOUNT, preview: "/p", full: "/{part}", strokes: [stroke], back: true } });
  here.run({ shots: [SHOTS[0], back] });
  here.press("z", { ctrlKey: true });
  equal(here.amounts().at(-1), { shot: "slight", what: "undo" });
  here.parent.querySelector("[data-do=amount-clear]").click();
  equal(here.amounts().at(-1), { shot: "slight", what: "clear" });
  here.viewer.choose("right", "original");
  here.frames.next();
  equal(here.viewer.brush, null, "nothing to paint on");
});

test("it stands at the result that it is about: on its side of the split, in its cell of the grid, above what explains colours", () => {
  const here = room();
  const place = () => ["left", "width", "end"].map((side) => here.parent.querySelector(".of-result").style.getPropertyValue(`--${side}`));
  equal(place(), ["400px", "400px", "600px"]);
  here.viewer.moveSplit(0.45);
  here.frames.next();
  equal(place(), ["580px", "220px", "600px"], "room enough for its button");
  here.press("g");
  const [left, width, end] = place().map(Number.parseFloat);
  const { cell } = here.viewer.stage.arrange({ ...here.viewer.view, shots: SHOTS }).find(({ chosen }) => chosen);
  equal([left, width, end], [cell.left, cell.width, cell.top + cell.height]);
});

test("a brush paints on the result that is chosen, wherever else it is pressed is as without one", () => {
  const here = room();
  here.press("q");
  const press = (x, y) => {
    here.viewer.gestures.lastClick = -Infinity;
    for (const name of ["pointerdown", "pointerup"]) here.point(name, x, y);
  };
  press(100, 300);
  equal([here.amounts(), here.camera.fitted], [[], false], "the original’s side of the split");
  here.press("f");
  press(700, 300);
  equal(here.amounts().length, 1, "the result’s");
  here.press("g");
  const middle = (id) => {
    const { left, top, width, height } = here.viewer.stage.panes.get(id).element.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  press(...middle("heavy"));
  equal([here.amounts().length, here.view.right], [1, "heavy"], "another picture is chosen first");
});
