// What a judging key says, and of which picture, when its turn comes.

import { Judgement } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";
import { shot } from "./room.js";

const ORIGINAL = shot("original");
const SLIGHT = shot("slight", { mark: "none" });
const shown = (photo, shots, coming = false) => ({ photo, shots, coming });

test("it is about the picture on the right, of another photo, too, when its turn comes there first", () => {
  const of = (photo) => new Judgement("stars", 4, "one").told(shown(photo, [ORIGINAL, SLIGHT]), "slight", false);
  equal([of("one"), of("two")], Array(2).fill({ what: "stars", stars: 4, shots: ["slight"] }));
});

test("undo and redo are about no picture and wait for none", () => {
  const all = ["undo", "redo"].map((what) => new Judgement(what, 0, "one").told(shown("two", [ORIGINAL], true), "original", false));
  equal(all, ["undo", "redo"].map((what) => ({ what, stars: 0, shots: [] })));
});

test("of a photo that was not seen yet it waits for the look to be shown; of the one seen only for a first result", () => {
  const waits = (photo, shots) => new Judgement("pick", 0, "one").told(shown(photo, shots, true), shots.at(-1).id, false) === null;
  equal([waits("two", [ORIGINAL, SLIGHT]), waits("two", [ORIGINAL])], [true, true]);
  equal([waits("one", [ORIGINAL, SLIGHT]), waits("one", [ORIGINAL])], [false, true]);
});

test("late it says that the results are still loading", () => {
  const it = new Judgement("pick", 0, "one");
  equal(it.told(shown("one", [ORIGINAL], true), "original", true), { what: "pick", stars: 0, shots: [], loading: true });
});

test("once its turn has come at one photo it is about no other", () => {
  const it = new Judgement("pick", 0, "one");
  equal(it.told(shown("one", [ORIGINAL], true), "original", false), null);
  equal(it.told(shown("two", [ORIGINAL, SLIGHT]), "slight", false), { what: "pick", stars: 0, shots: ["one"] });
});
