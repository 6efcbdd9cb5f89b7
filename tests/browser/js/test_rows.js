// What of a long grid is on the page.

import { addressOf } from "/grid/grid.js";
import { equal, ok, test } from "./cases.js";
import { GridRoom, rows, sent } from "./grid_room.js";

const places = (room) => [...room.parent.querySelectorAll(".row")].map((row) => Number(row.dataset.row)).sort((a, b) => a - b);

test("of 200 × 5 only what is in sight is on the page", () => {
  const room = new GridRoom(rows(200, 5));
  const there = places(room);
  equal([there[0], there.at(-1) < 5, room.grid.scroller.getAttribute("aria-rowcount")], [0, true, "201"]);
  room.grid.scroller.scrollTo(0, 254 * 100);
  room.grid.schedule();
  room.paint();
  ok(places(room).every((each) => each > 97 && each < 106), "those around the hundredth");
  ok(places(room).length <= 6, "and no more");
});

test("a cell that stays in sight is the same element, its picture the same request", () => {
  const room = new GridRoom(rows(200, 5));
  const before = room.cell(1, 2);
  const { image } = room.grid.rows.view(room.grid.sheet, { row: 1, column: 2 });
  let asked = 0;
  Object.defineProperty(image, "src", { set: () => (asked += 1) });
  room.grid.scroller.scrollTo(0, 100);
  room.run(null, { changed: { "r1.2": { stars: 2 } } });
  equal([room.cell(1, 2) === before, asked], [true, 0]);
  equal(before.querySelector(".stars").textContent, "★★");
});

test("the crop and the size stand in a picture's address; a photo's own spot comes first", () => {
  const { view } = sent([]);
  const made = { src: "/files/a/crop/b/{region}/{side}" };
  equal(addressOf(made, "r0", view, 220), "/files/a/crop/b/face/220");
  equal(addressOf(made, "r0", { ...view, spots: { r0: "x0.1000y0.2000" } }, 440), "/files/a/crop/b/x0.1000y0.2000/440");
  equal(addressOf({ src: "" }, "r0", view, 220), "");
});

test("a look that a photo lacks has an empty cell", () => {
  const [one] = rows(1, 2);
  const room = new GridRoom([{ ...one, cells: [null, one.cells[1]] }]);
  ok(room.cell(0, 1).classList.contains("empty"), "nothing there");
  ok(!room.cell(0, 2).classList.contains("empty"), "something there");
});
