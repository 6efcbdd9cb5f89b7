// Judgements on their way: none is lost, and none counts twice.

import { Ledger } from "/grid/grid.js";
import { equal, stub, test } from "./cases.js";

function ledger() {
  const here = { sent: [], later: null };
  stub(window, "setTimeout", (action) => (here.later = action));
  stub(window, "clearTimeout", () => (here.later = null));
  here.ledger = new Ledger(({ by, judgements }) => here.sent.push([by, judgements.map((each) => [each.number, each.what])]));
  here.by = here.ledger.by;
  return here;
}

test("each goes with those that the page has not got yet", () => {
  const here = ledger();
  here.ledger.add({ what: "pick" });
  here.ledger.add({ what: "reject" });
  here.ledger.settle({ by: here.by, upto: 1 });
  here.ledger.add({ what: "clear" });
  equal(here.sent.map(([, judgements]) => judgements), [
    [[1, "pick"]],
    [[1, "pick"], [2, "reject"]],
    [[2, "reject"], [3, "clear"]],
  ]);
});

test("what nobody answers is told again, until it is settled", () => {
  const here = ledger();
  here.ledger.add({ what: "pick" });
  here.later();
  equal(here.sent.length, 2);
  here.ledger.settle({ by: here.by, upto: 1 });
  equal([here.later, here.ledger.waiting.length], [null, 0]);
});

test("another grid's numbers settle nothing here", () => {
  const here = ledger();
  here.ledger.add({ what: "pick" });
  here.ledger.settle({ by: "another", upto: 9 });
  equal(here.ledger.waiting.length, 1);
});

test("two grids have two names", () => {
  equal(ledger().by === ledger().by, false);
});
