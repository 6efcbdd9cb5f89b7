import { equal, ok, stub, test } from "./cases.js";
import { Room, shots } from "./room.js";
import { settled } from "./stand_ins.js";

const COMPUTED = { parts: "/files/photo/parts/{part}", spots: "/files/{picture}/spots/photo" };
const SPOTS = { at_risk: [[0.5, 0.5, 0.01]], healed: [[0.1, 0.1, 0.01], [0.2, 0.2, 0.01]] };

function answering(answers) {
  const asked = [];
  stub(window, "fetch", async (address) => {
    if (address.includes("/spots/")) asked.push(address); // strips of other cases ask on
    const answer = answers[address];
    return { ok: Boolean(answer), headers: new Headers(), json: async () => answer, text: async () => "" };
  });
  return asked;
}

function room(more = {}) {
  return new Room({ computed: COMPUTED, ...more });
}

/** The picture of the parts has come. */
function loaded(here, part) {
  here.images.of(`/files/photo/parts/${part}`).onload();
  here.frames.next();
}

function legend(here) {
  return here.parent.querySelector(".legend.masks");
}

function veiled(here, id) {
  const veil = here.viewer.stage.panes.get(id).veil;
  return [...(veil?.element.children ?? [])].map((each) => each.asked ?? each.dataset.kind);
}

test("the key shows the parts on every picture, then spots, then nothing", async () => {
  const asked = answering({ "/files/slight/spots/photo": SPOTS, "/files/balanced/spots/photo": SPOTS });
  const here = room();
  ok(legend(here).hidden, "nothing at first");
  here.press("k");
  equal(legend(here).lastChild.textContent, "Looking for parts …");
  loaded(here, "all");
  for (const id of ["original", "slight", "balanced"]) equal(veiled(here, id), ["/files/photo/parts/all"]);
  equal([...legend(here).children].map((each) => each.textContent), ["skin", "eyes"]);
  here.press("k");
  equal(legend(here).textContent, "Looking for spots …");
  await settled();
  here.frames.next();
  equal(veiled(here, "slight"), ["healed", "healed", "at_risk"]);
  equal(veiled(here, "original"), veiled(here, "slight"), "the original shows those of the chosen one");
  equal(legend(here).textContent, "moles and freckles gone: 1other spots gone: 2");
  equal(asked.length, 2, "each once");
  here.press("k");
  equal(veiled(here, "slight"), []);
  ok(legend(here).hidden, "away again");
});

test("a part's button shows it alone, and again all", () => {
  const here = room();
  here.click("[data-do=masks]");
  here.click("[data-part=eyes]");
  loaded(here, "eyes");
  loaded(here, "all");
  equal(veiled(here, "slight"), ["/files/photo/parts/eyes"]);
  equal(legend(here).querySelector("[data-part=eyes]").getAttribute("aria-pressed"), "true");
  here.click("[data-part=eyes]");
  equal(veiled(here, "slight"), ["/files/photo/parts/all"]);
});

test("the page asks for a part whenever it names another one", () => {
  const here = room({ mask: "skin" });
  loaded(here, "skin");
  equal(veiled(here, "original"), ["/files/photo/parts/skin"]);
  here.click("[data-part=eyes]");
  loaded(here, "eyes");
  here.run({ computed: COMPUTED, mask: "skin" });
  equal(veiled(here, "original"), ["/files/photo/parts/eyes"], "the user's choice stays");
  here.run({ computed: COMPUTED, mask: "" });
  equal(veiled(here, "original"), []);
});

test("without a result there are no spots to show", () => {
  const here = room({ shots: shots(1) });
  here.press("k");
  here.press("k");
  ok(legend(here).hidden, "after the parts comes nothing");
});

test("spots that can't be looked for are said to be so", async () => {
  answering({});
  const here = room({ mask: "spots" });
  await settled();
  here.frames.next();
  equal(legend(here).textContent, "The spots of this result could not be looked for.");
});

test("a pinned picture of another photo has no mask of this one", () => {
  const here = room({ mask: "skin" });
  loaded(here, "skin");
  here.press("t");
  const other = shots(3).map((each) => ({ ...each, full: `/other${each.full}`, preview: `/other${each.preview}` }));
  here.run({ computed: COMPUTED, mask: "skin", shots: other });
  equal(veiled(here, "pinned"), []);
  equal(veiled(here, "slight"), ["/files/photo/parts/skin"]);
});

test("where nothing is computed the button is off", () => {
  const here = new Room();
  ok(here.parent.querySelector("[data-do=masks]").disabled, "off");
  here.press("k");
  ok(legend(here).hidden, "nothing");
});

test("parts that can't be found are said to be so", () => {
  const here = room({ mask: "skin" });
  here.images.of("/files/photo/parts/skin").onerror();
  here.frames.next();
  equal(legend(here).lastChild.textContent, "The parts of this photo could not be found.");
  equal(veiled(here, "slight"), []);
});
