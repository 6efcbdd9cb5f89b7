import { afterwards, equal, near, ok, stub, test } from "./cases.js";
import { Room, shot } from "./room.js";
import { settled } from "./stand_ins.js";
import { levels } from "./levels.js";
import { partInWords, partSeen } from "/viewer/viewer.js";

const COMPUTED = {
  parts: "/p/{part}",
  spots: "/s/{picture}",
  difference: "/d/{picture}/{other}/{factor}/{part}",
  flip: "/f/{picture}/{other}/{part}",
};
const SHOT = { width: 1600, height: 1200 };
const BOX = { width: 800, height: 600 };
const FOUND = { mean: 0.0341, width: 816, height: 612 };

/** What each address asked for is answered with, when it is told to. */
function answering() {
  const asked = [];
  stub(window, "fetch", (address, { signal } = {}) => {
    if (!address.startsWith("/f/")) return new Promise(() => undefined);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("aborted")));
      const answer = (ok, told, text) => ({
        ok,
        headers: new Headers({ "X-Flip": JSON.stringify(told) }),
        text: async () => text,
        arrayBuffer: async () => levels().buffer,
      });
      asked.push({ address, comes: (told = FOUND) => resolve(answer(true, told)), fails: (text) => resolve(answer(false, {}, text)), reject });
    });
  });
  return asked;
}

function room(more = {}) {
  const here = new Room({ computed: COMPUTED, mode: "difference", ...more });
  here.click("[data-by=flip]");
  return here;
}

function find(here, selector) {
  return here.parent.querySelector(selector);
}

function words(here) {
  return find(here, ".legend.flip span").textContent;
}

function map(here) {
  return here.viewer.stage.panes.get("flip").map.firstChild;
}

function isOffered(here) {
  return find(here, "[data-do=flip]").getAttribute("aria-disabled") === "false";
}

async function answered(here) {
  await settled();
  here.frames.next();
}

test("what is in sight is told in the picture's own pixels", () => {
  equal(partSeen({ left: 0, top: 0, width: 800 }, SHOT, BOX), [0, 0, 1600, 1200]);
  equal(partSeen({ left: -400, top: -150, width: 1600 }, SHOT, BOX), [400, 150, 1200, 750]);
  equal(partSeen({ left: 100, top: 50, width: 400 }, SHOT, BOX), [0, 0, 1600, 1200], "grey around it is no part");
  equal(partSeen({ left: 900, top: 0, width: 800 }, SHOT, BOX), null);
  equal(partInWords([0, 0, 1600, 1200], SHOT), "the whole picture (1600 × 1200 pixels)");
  equal(partInWords([400, 150, 1200, 750], SHOT), "800 × 600 pixels from 400, 150");
});

test("FLIP is another measure in the same mode: its scale, the right picture, and nothing is computed unasked", () => {
  const asked = answering();
  const here = room();
  equal(here.shown, ["flip"]);
  equal(here.viewer.stage.panes.get("flip").tag.textContent, "the original against the slight");
  equal([...find(here, ".legend.difference").querySelectorAll("b")].map((each) => each.textContent), ["0", "0.5", "1"]);
  equal(find(here, "[data-by=flip]").getAttribute("aria-pressed"), "true");
  ok(here.images.of("/slight-small.jpg"), "the right picture lies below");
  equal(words(here), "Takes a few seconds");
  ok(isOffered(here), "on demand");
  equal(asked.length, 0);
  here.click("[data-by=difference]");
  equal(here.shown, ["difference"]);
  ok(find(here, ".legend.flip").hidden, "ΔE00 needs no press");
});

test("the map lies over its part, and its mean is told", async () => {
  const asked = answering();
  const here = room();
  here.press("z");
  here.click("[data-do=flip]");
  equal(asked.map(({ address }) => address), ["/f/original/slight/400-300-1200-900"]);
  equal(words(here), "Computing for 800 × 600 pixels from 400, 300 …");
  here.click("[data-do=flip]");
  equal(asked.length, 1, "not twice");
  asked[0].comes({ ...FOUND, width: 800, height: 600 });
  await answered(here);
  equal(words(here), "Mean 0.034, of 800 × 600 pixels from 400, 300");
  const { left, top, width, height } = map(here).style;
  near([left, top, width, height].map(parseFloat), [25, 25, 50, 50], "left, top, width, height", 0.001);
  ok(!isOffered(here), "it is there");
});

test("it is amplified as ΔE00 is, by a factor of its own, and the legend says what that means", async () => {
  const asked = answering();
  const here = room();
  const legend = () => [...find(here, ".legend.difference").querySelectorAll("b, .factor")].map((each) => each.textContent);
  here.click("[data-do=flip]");
  asked[0].comes();
  await answered(here);
  const before = map(here);
  equal(legend(), ["0", "0.5", "1", "amplified × 1"]);
  here.click("[data-do=more]");
  here.click("[data-do=more]");
  equal(legend(), ["0", "0.125", "≥ 0.25", "amplified × 4"]);
  ok(map(here) !== before, "in other colours");
  equal(asked.length, 1, "nothing is computed anew");
  here.click("[data-by=difference]");
  equal(legend().at(-1), "amplified × 2");
});

test("a part that was reduced says so", async () => {
  const asked = answering();
  const here = room();
  here.click("[data-do=flip]");
  asked[0].comes();
  await answered(here);
  equal(words(here), "Mean 0.034, of the whole picture (1600 × 1200 pixels), reduced to 816 × 612");
});

test("who moves is told that the map is of another part, and offered it anew", async () => {
  const asked = answering();
  const here = room();
  here.click("[data-do=flip]");
  asked[0].comes();
  await answered(here);
  here.press("z");
  ok(words(here).endsWith(". You see another part now"), words(here));
  ok(map(here), "it moves with the picture");
  ok(isOffered(here), "anew");
  here.press("f");
  ok(!isOffered(here), "back again, it is the same part");
  here.press("z");
  here.click("[data-do=flip]");
  equal(asked.at(-1).address, "/f/original/slight/400-300-1200-900");
  equal(map(here), null, "the old one is gone");
});

test("another pair has no map, and an answer for the pair before is not shown", async () => {
  const asked = answering();
  const here = room();
  here.click("[data-do=flip]");
  here.press("ArrowDown");
  asked[0].comes();
  await answered(here);
  equal(map(here), null);
  equal(words(here), "Takes a few seconds");
  here.click("[data-do=flip]");
  equal(asked[1].address, "/f/original/balanced/0-0-1600-1200");
});

test("what fails is said, and may be tried again", async () => {
  const asked = answering();
  const here = room();
  for (const [act, said] of [
    [({ fails }) => fails("FLIP took too long."), "FLIP took too long."],
    [({ fails }) => fails("Not found"), "FLIP could not be computed."],
    [({ reject }) => reject(new TypeError("no network")), "FLIP could not be computed: the app did not answer."],
  ]) {
    here.click("[data-do=flip]");
    act(asked.at(-1));
    await answered(here);
    equal(words(here), said);
    ok(isOffered(here), "again");
  }
});

test("where it is not installed the choice says so", () => {
  const here = new Room({ computed: { ...COMPUTED, flip: "" }, mode: "difference" });
  const choice = find(here, "[data-by=flip]");
  ok(choice.disabled, "off");
  equal(choice.textContent, "FLIP: not installed here");
  ok(choice.title.includes("flip-evaluator"), choice.title);
  equal(here.shown, ["difference"]);
});

test("pictures of other sizes have no FLIP either, and the original can be held", () => {
  const here = room({ shots: [shot("original"), shot("slight", { width: 800, height: 600 })] });
  equal(here.shown, ["difference"]);
  ok(here.viewer.stage.panes.get("difference").sentence.textContent.includes("differ in size"), "it is said");
  ok(find(here, ".legend.flip").hidden, "nothing to compute");
  here.run({ computed: COMPUTED, mode: "difference" });
  equal(here.shown, ["flip"]);
  here.key("keydown", "o");
  equal(here.shown, ["original"]);
  ok(find(here, ".legend.flip").hidden, "its colours are no difference");
});
