// What a person sees of it is in test_mix_picture.py.

import { MixPicture, restOf } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";
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

test("another mix begins anew", () => {
  const picture = shown();
  picture.hear({ 2: 0.25 });
  picture.show({ ...SHOT, preview: "/3", mix: { ...MIX, id: "b" } });
  equal([picture.live, picture.isTold, picture.element.children.length], [{ 0: 1, 2: 0.5 }, false, 2], "the photo lies above its picture until that is there");
});
