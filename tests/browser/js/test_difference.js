import { equal, ok, test } from "./cases.js";
import { Room, shot, shots } from "./room.js";

const COMPUTED = { parts: "/p/{part}", spots: "/s/{picture}", difference: "/d/{picture}/{other}/{factor}/{part}" };

function room(more = {}) {
  return new Room({ computed: COMPUTED, ...more });
}

function legend(here) {
  return here.parent.querySelector(".legend.difference");
}

function asked(here) {
  return here.images.asked.filter((address) => address?.startsWith("/d/"));
}

function note(here) {
  return here.viewer.stage.panes.get("difference").sentence.textContent;
}

function numbers(here) {
  return [...legend(here).querySelectorAll("b"), legend(here).querySelector(".factor")].map((each) => each.textContent);
}

test("D shows the difference of left and right, and its legend in units", () => {
  const here = room();
  ok(legend(here).hidden, "not in another mode");
  equal(asked(here), [], "nothing is computed unasked");
  here.press("d");
  equal(here.shown, ["difference"]);
  equal(asked(here), ["/d/original/slight/2/whole"]);
  equal(numbers(here), ["0", "5", "10 or more", "amplified × 2"]);
  equal(here.viewer.stage.panes.get("difference").tag.textContent, "the original against the slight");
  equal(note(here), "Computing …");
  equal(here.spoken, "Difference, left the original, right the slight");
});

test("another picture on either side is another difference", () => {
  const here = room({ mode: "difference" });
  here.press("ArrowDown");
  here.viewer.choose("left", "slight");
  here.frames.next();
  equal(asked(here).slice(-2), ["/d/original/balanced/2/whole", "/d/slight/balanced/2/whole"]);
});

test("the amplification says its factor, and the legend what it means", () => {
  const here = room({ mode: "difference" });
  here.click("[data-do=more]");
  equal(numbers(here), ["0", "2.5", "5 or more", "amplified × 4"]);
  here.click("[data-do=more]");
  ok(legend(here).querySelector("[data-do=more]").disabled, "the last one");
  equal(asked(here).at(-1), "/d/original/slight/8/whole");
  for (let i = 0; i < 3; i += 1) here.click("[data-do=less]");
  equal(numbers(here), ["0", "10", "20 or more", "amplified × 1"]);
  ok(legend(here).querySelector("[data-do=less]").disabled, "the first one");
});

test("pictures of other sizes are never stretched: it is said", () => {
  const here = room({ mode: "difference", shots: [shot("original"), shot("slight", { width: 800, height: 600 })] });
  equal(note(here), "These differ in size (the original 1600 × 1200, the slight 800 × 600): no pixel has its counterpart.");
  equal(asked(here), []);
  ok(legend(here).hidden, "no colours, no legend");
});

test("a picture has no difference from itself, and a single layer none at all", () => {
  const here = room({ mode: "difference", shots: shots(1) });
  ok(note(here).startsWith("Left and right are the same picture."), note(here));
  here.run({ computed: COMPUTED, mode: "difference", shots: [shot("original"), shot("layer", { name: "" })] });
  equal(note(here), "There is no difference with a single layer.");
  here.run({ computed: COMPUTED, mode: "difference", shots: [shot("original"), shot("slight", { name: "original" })] });
  equal(note(here), "Both are the same file, byte for byte: there is no difference.");
});

test("a pinned picture stands on the left", () => {
  const here = room();
  here.viewer.choose("left", "balanced");
  here.press("t");
  here.viewer.choose("left", "original");
  here.press("d");
  equal(asked(here), ["/d/balanced/slight/2/whole"]);
});

test("the original is held here, too", () => {
  const here = room({ mode: "difference" });
  here.key("keydown", "o");
  equal(here.shown, ["original"]);
  ok(legend(here).hidden, "its colours are no difference");
});

test("where nothing is computed the mode is off", () => {
  const here = new Room();
  ok(here.parent.querySelector("[data-mode=difference]").disabled, "off");
  here.press("d");
  equal(here.view.mode, "swipe");
});
