// What is in the cells: rows held, what changed of them, and judgements that the page doesn't know yet.

import { Sheet } from "/grid/grid.js";
import { equal, ok, test } from "./cases.js";
import { row, rows, sent } from "./grid_room.js";

function sheet(list = rows(3, 3), more = {}) {
  const made = new Sheet();
  made.take(sent(list, more));
  return made;
}

const marks = (made) => made.rows.map((row) => row.cells.map((_, i) => made.cell(row, i + 1).mark));

test("what changed is laid over the rows that are held, each time anew", () => {
  const made = sheet();
  ok(made.take(sent(null, { changed: { "r0.1": { mark: "picked" } } })), "these rows are held");
  equal(made.cell(made.row(0), 1).mark, "picked");
  ok(made.take(sent(null, { changed: { "r0.2": { stars: 3 } } })), "the sending before is no longer");
  equal([made.cell(made.row(0), 1).mark, made.cell(made.row(0), 2).stars], ["", 3]);
});

test("what speaks of other rows is not taken: they are asked for", () => {
  const made = sheet();
  ok(!made.take(sent(null, { digest: "two", changed: { "r0.1": { mark: "picked" } } })), "never seen");
  equal(made.cell(made.row(0), 1).mark, "", "and nothing of it counts");
  ok(made.take(sent(rows(5), { digest: "two" })), "now with its rows");
  equal(made.count, 5);
});

test("rows that are not shown have no place", () => {
  const made = sheet(rows(4), { shown: [3, 1] });
  equal([made.count, made.row(0).id, made.row(1).id, made.row(2)], [2, "r3", "r1", undefined]);
  equal([made.placeOf("r1"), made.placeOf("r0")], [1, -1]);
});

test("what is odd about an original stands at it", () => {
  const made = new Sheet();
  made.take(sent([row("r0", 1, { warning: "No face." }), row("r1", 1)]));
  equal([made.cell(made.row(0), 0).warning, made.cell(made.row(1), 0).warning], ["No face.", ""]);
});

test("column 0 is the original, and a photo may lack a look", () => {
  const made = sheet([{ ...rows(1, 2)[0], cells: [null, rows(1, 2)[0].cells[1]] }]);
  equal([made.cell(made.row(0), 0).label, made.cell(made.row(0), 1), made.cell(made.row(0), 2).id], ["original", null, "r0.2"]);
});

test("a pick takes the pick of the row's other cells, and of no other row's", () => {
  const made = sheet(rows(2, 3), { changed: { "r0.1": { mark: "picked" }, "r1.1": { mark: "picked" } } });
  made.lay([{ what: "pick", shots: ["r0.2"] }]);
  equal(marks(made), [["", "picked", ""], ["picked", "", ""]]);
});

test("of several picked in a row the last one wins", () => {
  const made = sheet(rows(2, 3));
  made.lay([{ what: "pick", shots: ["r0.1", "r0.3", "r1.2"] }]);
  equal(marks(made), [["", "", "picked"], ["", "picked", ""]]);
});

test("rejections, stars and clearing touch the cells named only", () => {
  const made = sheet(rows(1, 3), { changed: { "r0.3": { mark: "picked", stars: 2 } } });
  made.lay([{ what: "reject", shots: ["r0.1", "r0.2"] }, { what: "stars", stars: 5, shots: ["r0.3"] }, { what: "clear", shots: ["r0.2"] }]);
  equal(marks(made), [["rejected", "", "picked"]]);
  equal(made.cell(made.row(0), 3).stars, 5);
});

test("a tie takes the pick away, a pick ends the tie, and a second tie, too", () => {
  const made = sheet(rows(1, 2), { changed: { "r0.1": { mark: "picked" } } });
  made.lay([{ what: "tie", shots: ["r0.1"] }]);
  equal([made.isTied(made.row(0)), marks(made)], [true, [["", ""]]]);
  made.lay([{ what: "tie", shots: ["r0.1"] }, { what: "pick", shots: ["r0.2"] }]);
  equal([made.isTied(made.row(0)), marks(made)], [false, [["", "picked"]]]);
  made.lay([{ what: "tie", shots: ["r0.1"] }, { what: "tie", shots: ["r0.1"] }]);
  equal(made.isTied(made.row(0)), false);
});

test("judgements that are settled are no longer laid over what the page says", () => {
  const made = sheet(rows(1, 2));
  made.lay([{ what: "pick", shots: ["r0.1"] }]);
  made.lay([]);
  equal(marks(made), [["", ""]]);
});
