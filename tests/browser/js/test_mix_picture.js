// What a person sees of it is in test_mix_picture.py.

import { MIX_LIVE_EVENT, MixPicture, restOf } from "/viewer/viewer.js";
import { afterwards, equal, ok, test } from "./cases.js";
import { images } from "./stand_ins.js";

const MIX = { id: "a", base: "/base", space: "", guard: {}, layers: [{ number: 0, opacity: 1 }, { number: 2, opacity: 0.5 }] };
const SHOT = { label: "mix", preview: "/1", full: "/{part}", width: 200, height: 100, preview_width: 200, mix: MIX };

function shown() {
  images();
  const picture = new MixPicture(() => undefined, () => ({ width: 200, height: 100 }));
  picture.show(SHOT);
  return picture;
}

test("a mix rests as the page says until the board says something else", () => {
  equal(restOf(MIX), { 0: 1, 2: 0.5 });
  const picture = shown();
  equal(picture.live, { 0: 1, 2: 0.5 });
  picture.hear({ 2: 0.25 });
  equal(picture.live, { 0: 1, 2: 0.25 });
  picture.show({ ...SHOT, preview: "/2" });
  equal(picture.live, { 0: 1, 2: 0.25 }, "a run of the page that is late moves nothing back");
});

test("as long as the layers are on their way, that is said to who moves a slider", () => {
  const said = [];
  const hear = ({ detail }) => said.push(detail);
  document.addEventListener(MIX_LIVE_EVENT, hear);
  afterwards(() => document.removeEventListener(MIX_LIVE_EVENT, hear));
  const picture = shown();
  picture.tell();
  picture.hear({ 2: 0.5 });
  equal(said, [], "nothing moved");
  picture.hear({ 2: 0.25 });
  equal([said.length, said[0].mix, said[0].live], [1, "a", false]);
  ok(said[0].reason.includes("on their way"), "said");
});

test("another mix begins anew", () => {
  const picture = shown();
  picture.hear({ 2: 0.25 });
  picture.show({ ...SHOT, preview: "/3", mix: { ...MIX, id: "b" } });
  equal([picture.live, picture.isTold, picture.element.children.length], [{ 0: 1, 2: 0.5 }, false, 2], "the photo lies above its picture until that is there");
});
