// Keys and clicks in the grid.

import { equal, ok, test } from "./cases.js";
import { GridRoom, rows } from "./grid_room.js";

test("arrows walk without a click first, Home and End within a row", () => {
  const room = new GridRoom();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) room.press(key);
  equal(room.at, [1, 3]);
  room.press("Home");
  equal(room.at, [1, 0]);
  room.press("End");
  equal(room.at, [1, 4]);
  room.press("End", { ctrlKey: true });
  equal(room.at, [5, 4]);
});

test("letters and digits judge the current cell", () => {
  const room = new GridRoom();
  for (const key of ["x", "4", "u"]) room.press(key);
  equal(room.judged, [["reject", 0, "r0.1"], ["stars", 4, "r0.1"], ["clear", 0, "r0.1"]]);
});

test("after a key that judges arrows are for the grid, whatever had the focus", () => {
  const room = new GridRoom();
  const slider = document.createElement("input");
  slider.type = "range";
  room.host.before(slider);
  slider.focus();
  room.press("x", {}, slider);
  ok(room.parent.activeElement === room.grid.scroller, "the grid has it");
});

test("after a click that chose another crop keys are for the grid, after a key they stay where they are", () => {
  const room = new GridRoom();
  const button = document.createElement("button");
  room.host.before(button);
  const choose = (region) => room.run(null, { view: { region } });
  button.focus();
  choose("eyes");
  ok(document.activeElement === button, "nothing was clicked");
  button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  room.press("Tab", {}, button);
  choose("face");
  ok(document.activeElement === button, "the last thing was a key");
  button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  room.run(null, { view: { region: "face" }, changed: { "r0.1": { stars: 1 } } });
  ok(document.activeElement === button, "the same crop");
  choose("eyes");
  ok(room.parent.activeElement === room.grid.scroller, "a click");
});

test("a pick goes on to the next photo, in the same column", () => {
  const room = new GridRoom();
  room.press("ArrowRight");
  room.press("p");
  equal([room.judged, room.at], [[["pick", 0, "r0.2"]], [1, 2]]);
  room.press("=");
  equal([room.judged.at(-1), room.at], [["tie", 0, "r1.1"], [2, 2]]);
});

test("Shift and arrows select many, which are judged at once and stay", () => {
  const room = new GridRoom();
  room.press("ArrowDown", { shiftKey: true });
  room.press("ArrowRight", { shiftKey: true });
  room.press("x");
  equal(room.judged, [["reject", 0, "r0.1", "r0.2", "r1.1", "r1.2"]]);
  equal([room.at, room.parent.querySelector(".chosen").textContent], [[1, 2], "4 selected"]);
});

test("a click selects, with Shift many, with Ctrl single ones more", () => {
  const room = new GridRoom();
  room.click(0, 2);
  equal(room.at, [0, 2]);
  room.click(1, 3, { shiftKey: true });
  equal(room.grid.choice.cells.length, 4);
  room.click(0, 4, { ctrlKey: true });
  equal(room.grid.choice.cells.length, 5);
  equal(room.cell(0, 4).getAttribute("aria-selected"), "true");
});

test("the original is not judged", () => {
  const room = new GridRoom();
  room.press("ArrowLeft");
  room.press("p");
  equal([room.at, room.judged], [[0, 0], []]);
});

test("undo and redo go whichever cell is the current one", () => {
  const room = new GridRoom();
  room.press("ArrowLeft");
  room.press("z", { ctrlKey: true });
  room.press("z", { ctrlKey: true, shiftKey: true });
  equal(room.judged, [["undo", 0], ["redo", 0]]);
});

test("Enter, a double click and the small button open a cell large", () => {
  const room = new GridRoom();
  room.press("ArrowRight");
  room.press("Enter");
  room.cell(1, 3).dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
  room.click(0, 4, { on: room.cell(0, 4).querySelector(".open") });
  equal(room.all("open"), [{ row: "r0", cell: "r0.2", face: 0 }, { row: "r1", cell: "r1.3", face: 0 }, { row: "r0", cell: "r0.4", face: 0 }]);
});

test("what has no picture yet doesn't open, and is neither judged nor gone on from", () => {
  const list = rows(2, 1).map((one) => ({ ...one, cells: [{ ...one.cells[0], src: "", words: "Retouching" }] }));
  const room = new GridRoom(list);
  for (const key of ["p", "=", "4"]) room.press(key);
  equal([room.judged, room.at], [[], [0, 1]]);
  room.run(null, { changed: { "r0.1": { src: list[0].src } } });
  room.press("4");
  equal(room.judged, [["stars", 4, "r0.1"]], "as soon as it is there");
  room.run(list, { digest: "two" });
  room.press("ArrowDown");
  room.press("Enter");
  equal(room.all("open"), []);
});

test("while a spot is asked for a click points and does nothing else", () => {
  const room = new GridRoom(rows(3), { pointing: true });
  const { image } = room.grid.rows.view(room.grid.sheet, { row: 2, column: 1 });
  Object.defineProperty(image, "naturalWidth", { value: 100 });
  Object.defineProperty(image, "naturalHeight", { value: 100 });
  image.getBoundingClientRect = () => ({ left: 0, top: 0, width: 200, height: 200 });
  room.click(2, 1, { clientX: 50, clientY: 100 });
  room.click(2, 1, { clientX: 150, clientY: 100, altKey: true });
  equal(room.all("point"), [{ row: "r2", x: 0.25, y: 0.5, all: true }, { row: "r2", x: 0.75, y: 0.5, all: false }]);
  equal(room.at, [0, 1]);
  room.press("ArrowDown");
  room.press("Enter");
  equal(room.all("point").at(-1), { row: "r1", x: 0.5, y: 0.5, all: true });
});

test("the buttons do what the keys do", () => {
  const room = new GridRoom();
  for (const name of ["reject", "clear"]) room.parent.querySelector(`[data-judge=${name}]`).click();
  room.parent.querySelector("[data-stars='3']").click();
  equal(room.judged, [["reject", 0, "r0.1"], ["clear", 0, "r0.1"], ["stars", 3, "r0.1"]]);
});

test("while something is open in the grid's place Esc leads back, and no key judges", () => {
  const room = new GridRoom(rows(6), { behind: true });
  room.press("p");
  room.press("Escape");
  equal([room.judged, room.all("back")], [[], [true]]);
  room.parent.querySelector("[data-do=back]").click();
  equal(room.all("back").length, 2);
});

test("with single keys off letters do nothing, arrows walk while the grid has the focus", () => {
  const room = new GridRoom(rows(6), { keys: { single: false, table: {}, off: "" } });
  room.press("p");
  equal(room.judged, []);
  room.grid.scroller.focus();
  room.press("ArrowDown");
  equal(room.at, [1, 1]);
});

test("a grid without rows takes every key calmly", () => {
  const room = new GridRoom([], { columns: [] });
  for (const key of ["p", "ArrowDown", "Enter", "=", "5"]) room.press(key);
  room.grid.scroller.focus();
  for (const key of ["ArrowDown", "Enter", "PageDown"]) room.press(key);
  equal([room.judged, room.all("open")], [[], []]);
  ok(room.parent.querySelector("[data-judge=pick]").disabled, "nothing to judge");
});
