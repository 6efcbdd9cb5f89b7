// The grid and the page: what is asked for, what is shown at once, what settles it.

import { equal, ok, test } from "./cases.js";
import { GridRoom, row, rows } from "./grid_room.js";

test("rows that are here are told once, so that they are not sent again", () => {
  const room = new GridRoom();
  room.run(null);
  room.run(null, { changed: { "r0.1": { stars: 1 } } });
  equal(room.all("holds"), ["one"]);
  room.run(rows(2), { digest: "two" });
  equal(room.all("holds"), ["one", "two"]);
});

test("after a run that was lost the rows are asked for, and nothing wrong is shown", () => {
  const room = new GridRoom(rows(6));
  room.run(null, { digest: "three", changed: { "r0.1": { mark: "picked" } } });
  equal([room.all("holds"), room.marks], [["one", ""], []]);
  room.run(rows(6), { digest: "three", changed: { "r0.1": { mark: "picked" } } });
  equal([room.all("holds"), room.marks], [["one", "", "three"], [["cell-0-1", "picked"]]]);
});

test("a judgement shows at once and is settled by what the page says next", () => {
  const room = new GridRoom();
  room.press("p");
  equal(room.marks, [["cell-0-1", "picked"]]);
  room.run(null, { changed: {} });
  equal(room.marks, [["cell-0-1", "picked"]], "an older run knows nothing of it");
  const { by, judgements } = room.all("judge").at(-1);
  room.run(null, { judged: { by, upto: judgements.at(-1).number }, changed: {} });
  equal(room.marks, [], "the page's word counts");
});

test("a key that is held too long judges one photo", () => {
  const room = new GridRoom();
  room.press("p");
  for (const _ of [1, 2]) ok(room.press("p", { repeat: true }).defaultPrevented, "still the grid's");
  equal(room.marks, [["cell-0-1", "picked"]]);
});

test("the current row stays the same one where others are filtered away", () => {
  const room = new GridRoom(rows(6));
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) room.press(key);
  room.run(null, { shown: [1, 3, 5] });
  equal(room.at, [1, 1]);
  room.run(null, { shown: [5] });
  equal(room.at, [0, 1]);
});

test("it comes back scrolled as it was, at the cell looked at last, with the keys", () => {
  const room = new GridRoom(rows(60));
  room.grid.scroller.scrollTo(0, 5000);
  room.grid.schedule();
  room.paint();
  room.run(null, { behind: true });
  equal(getComputedStyle(room.grid.scroller).display, "none");
  room.run(null, { goTo: ["r20", "r20.3"] });
  equal([room.grid.scroller.scrollTop, room.at], [5000, [20, 3]]);
  ok(room.parent.activeElement === room.grid.scroller, "keys go to the grid");
  room.run(null, { behind: true });
  room.run(null, { goTo: ["r40", "r40.1"] });
  equal(room.at, [40, 1]);
  ok(room.grid.scroller.scrollTop > 5000, "where that is out of sight it scrolls there");
});

test("to a screen reader it is one grid with one stop, whose cell is named", () => {
  const room = new GridRoom(rows(2, 3));
  const { scroller } = room.grid;
  equal(["role", "tabindex", "aria-label", "aria-colcount"].map((name) => scroller.getAttribute(name)), ["grid", "0", "a grid", "4"]);
  room.press("ArrowRight");
  const current = room.parent.querySelector(`#${scroller.getAttribute("aria-activedescendant")}`);
  equal([current.getAttribute("aria-label"), current.getAttribute("aria-selected")], ["look 2, r0.jpg", "true"]);
  equal(room.parent.querySelectorAll(".scroller [tabindex='0']").length, 0);
});

test("what was done is spoken", () => {
  const room = new GridRoom();
  room.press("ArrowDown", { shiftKey: true });
  room.press("x");
  equal(room.parent.querySelector(".spoken").textContent, "Rejected: 2");
});

test("it fills the window down to its foot", () => {
  const room = new GridRoom();
  const { bottom } = room.grid.scroller.getBoundingClientRect();
  ok(Math.abs(window.innerHeight - 48 - bottom) <= 2, `${bottom} of ${window.innerHeight}`);
});

test("an overtaken run doesn't switch off the one after it", () => {
  const room = new GridRoom();
  const { leave } = room;
  room.run(null);
  leave();
  room.press("x");
  equal(room.judged, [["reject", 0, "r0.1"]]);
  room.host.remove();
  room.leave();
  room.press("x", {}, document.body);
  equal(room.judged.length, 1);
});

test("an upright picture is seen whole, and so is a wide one", async () => {
  const room = new GridRoom();
  for (const [width, height] of [[100, 150], [150, 100]]) {
    const { image, frame } = room.grid.rows.view(room.grid.sheet, { row: 0, column: 1 });
    image.src = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`)}`;
    await image.decode();
    const [inner, outer] = [image.getBoundingClientRect(), frame.getBoundingClientRect()];
    equal([inner.width, inner.height], [outer.width, outer.height], `${width} × ${height}`);
    equal(getComputedStyle(image).objectFit, "contain");
  }
});

test("each of many selected has a tick and says so; the current cell alone has none", () => {
  const room = new GridRoom();
  const ticked = () => [...room.parent.querySelectorAll(".cell")].filter((each) => getComputedStyle(each.querySelector(".tick")).display !== "none");
  equal(ticked().length, 0);
  room.press("ArrowDown", { shiftKey: true });
  equal(ticked().map((each) => each.id), ["cell-0-1", "cell-1-1"]);
  equal(ticked().map((each) => each.getAttribute("aria-description")), ["selected with others", "selected with others"]);
  const line = (at) => getComputedStyle(room.cell(at, 1).querySelector(".frame")).outlineStyle;
  equal([line(0), line(1)], ["double", "solid"], "the current one of them is told apart");
  room.press("ArrowDown");
  equal([ticked().length, room.cell(2, 1).hasAttribute("aria-description")], [0, false]);
});

test("of a photo with many faces E and its button show the next in all its cells, at any crop of a face", () => {
  const list = [row("r0", 2, { faces: 2 }), row("r1", 2, { faces: 1 })];
  const room = new GridRoom(list);
  const seen = (at) => [...room.parent.querySelectorAll(`.row[data-row="${at}"] img`)].map((each) => each.src.split("/").at(-2));
  const control = room.cell(0, 0).querySelector(".face");
  equal([control.textContent, room.cell(1, 0).querySelector(".face").hidden], ["face 1 of 2", true]);
  room.press("e");
  equal([control.textContent, seen(0), seen(1)], ["face 2 of 2", ["face1", "face1", "face1"], ["face", "face", "face"]]);
  room.click(0, 1, { on: room.cell(0, 1).querySelector(".open") });
  equal(room.all("open"), [{ row: "r0", cell: "r0.1", face: 1 }], "it opens at that face");
  room.run(list, { view: { region: "eyes" } });
  equal(seen(0), ["eyes1", "eyes1", "eyes1"]);
  room.run(list, { view: { region: "whole" } });
  equal([control.hidden, seen(0)], [true, ["whole", "whole", "whole"]]);
  room.run(list);
  room.click(0, 0, { on: control });
  equal([control.textContent, seen(0), room.all("open").length], ["face 1 of 2", ["face", "face", "face"], 1]);
});
