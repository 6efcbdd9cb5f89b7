// Which cell is the current one, which are selected, and where keys lead.

import { Choice, placeAfter } from "/grid/grid.js";
import { equal, ok, test } from "./cases.js";

const at = (row, column) => ({ row, column });
const pairs = (choice) => choice.cells.map(({ row, column }) => [row, column]);

test("at first the first look of the first photo", () => {
  equal(pairs(new Choice()), [[0, 1]]);
});

test("reaching selects the rectangle between, whichever way", () => {
  const choice = new Choice();
  choice.go(at(2, 2));
  choice.reach(at(1, 3));
  equal(pairs(choice), [[1, 2], [1, 3], [2, 2], [2, 3]]);
  ok(choice.isMany && choice.has(at(2, 3)) && !choice.has(at(0, 2)), "what is in it");
  choice.reach(at(2, 1));
  equal(pairs(choice), [[2, 1], [2, 2]], "from where one stood");
  choice.go(at(0, 0));
  equal(pairs(choice), [[0, 0]]);
});

test("toggling adds single cells and takes them away", () => {
  const choice = new Choice();
  choice.toggle(at(3, 2));
  choice.toggle(at(1, 4));
  equal(pairs(choice), [[0, 1], [1, 4], [3, 2]]);
  choice.toggle(at(3, 2));
  equal(pairs(choice), [[0, 1], [1, 4]]);
  ok(choice.has(at(1, 4)) && !choice.has(at(3, 2)), "what is in it");
});

test("with fewer rows or columns what reaches out of them is given up", () => {
  const choice = new Choice();
  choice.go(at(1, 2));
  choice.reach(at(5, 4));
  choice.hold(6, 4);
  equal(pairs(choice).length, 15, "all are there");
  choice.hold(3, 3);
  equal(pairs(choice), [[2, 3]]);
  choice.hold(0, 3);
  equal(pairs(choice), [[0, 3]]);
});

test("going down ends at the last row", () => {
  const choice = new Choice();
  choice.down(2);
  equal(choice.at, at(1, 1));
  choice.down(2);
  equal(choice.at, at(1, 1));
});

test("keys walk within the grid", () => {
  const size = { rows: 10, columns: 4, page: 3 };
  const from = (key, far = false) => Object.values(placeAfter(key, at(4, 2), size, far) ?? {});
  const single = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"].map((key) => from(key));
  equal(single, [[3, 2], [5, 2], [4, 1], [4, 3], [1, 2], [7, 2], [4, 0], [4, 4]]);
  const far = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].map((key) => from(key, true));
  equal(far, [[0, 2], [9, 2], [4, 0], [4, 4], [0, 0], [9, 4]]);
  equal([from("Tab"), from("p")], [[], []]);
  equal(placeAfter("ArrowDown", at(9, 4), size, false), at(9, 4), "at the end");
  equal(placeAfter("ArrowDown", at(0, 1), { ...size, rows: 0 }, false), null, "of nothing");
});

test("originals are not counted among the looks selected", () => {
  const choice = new Choice();
  choice.go({ row: 2, column: 0 });
  choice.reach({ row: 0, column: 2 });
  equal([choice.cells.length, choice.looks], [9, 6]);
  choice.reach({ row: 1, column: 0 });
  equal(choice.looks, 0);
  choice.go({ row: 0, column: 1 });
  choice.toggle({ row: 1, column: 0 });
  choice.toggle({ row: 10, column: 10 });
  equal([choice.cells.length, choice.looks], [3, 2]);
});
