// Where rows and cells lie, and which are in sight.

import { Lattice, fillingSide, fittingSide, stepFor } from "/grid/grid.js";
import { equal, test } from "./cases.js";

function lattice(more = {}) {
  return new Lattice({ rows: 200, columns: 5, side: 220, high: 1, width: 1200, height: 640, head: 40, ...more });
}

test("pictures are asked for in the size that fills the screen's pixels", () => {
  equal([stepFor(160, 1), stepFor(161, 1), stepFor(220, 1), stepFor(220, 2), stepFor(440, 2)], [160, 220, 220, 440, 440]);
});

test("a cell is never so large that no second one stands beside the original", () => {
  equal([fittingSide(220, 1200), fittingSide(220, 374), fittingSide(440, 390), fittingSide(220, 100)], [220, 175, 183, 120]);
});

test("where there are more looks, in a narrow window a part of the next one is seen", () => {
  const phone = lattice({ width: 366, columns: 5 });
  const seen = 366 - phone.left(2);
  equal([phone.side, seen > 0.25 * phone.side, seen < 0.75 * phone.side], [142, true, true]);
});

test("cells grow until they fill the width, or shrink to it, never higher than the window", () => {
  const sides = [[1100, 3], [1600, 3], [700, 5], [1600, 1]].map(([width, columns]) => fillingSide(220, width, columns, 560));
  equal(sides, [265, 390, 220, 560]);
  equal([fillingSide(220, 1138, 5, 560), fillingSide(220, 1138, 9, 560)], [180, 220], "all in sight, or too many for that");
  equal(lattice({ width: 1600, columns: 3, fills: true, height: 300, room: 900 }).side, 390, "as high as it can become");
  const { wide, side } = lattice({ width: 1600, columns: 3, fills: true, height: 900 });
  equal([side, 1600 - wide < 4], [390, true], "nothing is left empty");
  equal(lattice({ width: 1600, columns: 3, height: 900 }).side, 220, "only where that is asked for");
  equal(lattice({ width: 1600, columns: 2, fills: true, high: 0.5, height: 420 }).side, 522, "eyes are half as high");
});

test("the whole is as large as all rows and columns", () => {
  const { wide, tall } = lattice();
  equal([wide, tall], [8 + 6 * 228, 200 * 254]);
  equal(lattice({ high: 0.5 }).tall, 200 * 144, "eyes are half as high");
});

test("only rows in sight are there, and one more on each side", () => {
  equal(lattice().rowsInSight(0), { from: 0, to: 4 });
  equal(lattice().rowsInSight(254 * 100), { from: 99, to: 104 });
  equal(lattice().rowsInSight(254 * 199), { from: 198, to: 200 });
  equal(lattice({ rows: 0 }).rowsInSight(0), { from: 0, to: 0 });
});

test("of columns, too; the originals lie over them", () => {
  equal(lattice({ columns: 40 }).columnsInSight(0), { from: 0, to: 6 });
  equal(lattice({ columns: 40 }).columnsInSight(228 * 10), { from: 9, to: 16 });
});

test("a cell is revealed by the shortest way", () => {
  const here = { top: 1000, left: 0 };
  equal(lattice().reveal({ row: 4, column: 1 }, here), { top: 1000, left: 0 }, "it is seen already");
  equal(lattice().reveal({ row: 1, column: 1 }, here), { top: 254, left: 0 }, "above");
  equal(lattice().reveal({ row: 10, column: 1 }, here).top, 11 * 254 - 600, "below");
});

test("sideways a cell is revealed beside the originals, which never move", () => {
  const narrow = lattice({ width: 560 });
  equal(narrow.reveal({ row: 0, column: 5 }, { top: 0, left: 0 }).left, 8 + 6 * 228 - 560);
  equal(narrow.reveal({ row: 0, column: 2 }, { top: 0, left: 800 }).left, 228);
  equal(narrow.reveal({ row: 0, column: 0 }, { top: 0, left: 800 }).left, 800);
});

test("a page is as many rows as are seen whole, and at least one", () => {
  equal([lattice().page, lattice({ height: 100 }).page], [2, 1]);
});
