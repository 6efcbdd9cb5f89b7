// When a component is made, told and let go.

import { MOUNTED, inNextFrame, mounted } from "/component/mount.js";
import { equal, ok, test } from "./cases.js";
import { frames, place } from "./stand_ins.js";

/** A parent on the page; `heard` is what its component was asked to do. */
function room() {
  const heard = [];
  class Kind {
    constructor(root) {
      this.root = root;
    }
    attach({ say }) {
      heard.push(say);
    }
    update(data) {
      heard.push(data);
    }
    detach() {
      heard.push("detach");
    }
  }
  const parentElement = document.createElement("div");
  place().append(parentElement);
  const mount = mounted(Kind);
  return { heard, parentElement, run: (data) => mount({ parentElement, say: `attach ${data}`, data }) };
}

test("a component is made once for a parent, and told in each run, with its own way of telling", () => {
  const { heard, parentElement, run } = room();
  run(1);
  const first = MOUNTED.get(parentElement);
  run(2);
  ok(MOUNTED.get(parentElement) === first, "the same");
  equal([parentElement.children.length, first.root.className], [2, "whole"], "its markup and its style, once");
  equal(heard, ["attach 1", 1, "attach 2", 2]);
});

test("the end of an overtaken run, or of one still on the page, lets nothing go", () => {
  const { heard, parentElement, run } = room();
  const first = run(1);
  const second = run(2);
  first();
  second();
  ok(!heard.includes("detach"), "still listening");
  parentElement.remove();
  first();
  ok(!heard.includes("detach"), "overtaken");
  second();
  equal(heard.at(-1), "detach");
});

test("what is asked for many times is painted once, in the next frame, and again when it is asked for after that", () => {
  const next = frames();
  let painted = 0;
  const schedule = inNextFrame(() => (painted += 1));
  for (const _ of [1, 2, 3]) schedule();
  equal(painted, 0);
  next.next();
  equal(painted, 1);
  next.next();
  equal(painted, 1);
  schedule();
  next.next();
  equal(painted, 2);
});
