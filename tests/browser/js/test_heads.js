// The columns' heads.

import { Heads, Lattice } from "/grid/grid.js";
import { equal, ok, test } from "./cases.js";
import { place } from "./stand_ins.js";

const LATTICE = new Lattice({ rows: 3, columns: 5, side: 220, high: 1, width: 900, height: 600, head: 40 });
const ODD = "<b>soft</b>";
const COLUMNS = [ODD, "B", "C", "D", "E"].map((label, i) => ({ label, tally: i ? "" : "won 4 of 6" }));

function heads() {
  const element = document.createElement("div");
  place().append(element);
  const made = new Heads(element);
  made.paint(COLUMNS, "7 of 30 judged", { from: 0, to: 3 }, LATTICE);
  return made;
}

test("the originals' stands first, the others over their columns, all as text", () => {
  const { element } = heads();
  equal([...element.children].map((head) => head.textContent), ["Original7 of 30 judged", `${ODD}won 4 of 6`, "B", "C"]);
  equal([...element.children].map((head) => head.style.left), ["", "236px", "464px", "692px"]);
  equal([...element.children].map((head) => head.getAttribute("aria-colindex")), ["1", "2", "3", "4"]);
  equal([element.querySelectorAll("b").length, element.children[1].title], [0, `${ODD}: won 4 of 6`]);
});

test("nothing is drawn anew while nothing changed", () => {
  const made = heads();
  const first = made.element.children[1];
  made.paint(COLUMNS, "7 of 30 judged", { from: 0, to: 3 }, LATTICE);
  ok(made.element.children[1] === first, "the same");
  made.paint(COLUMNS, "8 of 30 judged", { from: 1, to: 5 }, LATTICE);
  equal([...made.element.children].map((head) => head.textContent), ["Original8 of 30 judged", "B", "C", "D", "E"]);
});
