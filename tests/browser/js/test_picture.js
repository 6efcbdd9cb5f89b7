// A picture loads its preview first, the full file once it is needed, and says what has gone wrong.

import { Picture } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { shot } from "./room.js";
import { images, settled } from "./stand_ins.js";

/** A picture of this shot; `changes` counts how often it told of itself. */
function shown(more) {
  const loads = images();
  const here = { images: loads, changes: 0 };
  here.picture = new Picture(() => (here.changes += 1));
  here.picture.show(shot("a", more));
  return here;
}

/** One whose preview has loaded, laid out `width` CSS pixels wide. */
async function loaded(width, more, ratio = 1) {
  const here = shown(more);
  here.images.of("/a-small.jpg").onload();
  await settled();
  here.place = (wide) => here.picture.place({ left: 0, top: 0, width: wide, ratio });
  here.place(width);
  return here;
}

/** One whose full file is on screen. */
async function sharp(width, more, ratio) {
  const here = await loaded(width, more, ratio);
  const full = here.images.of("/a.jpg");
  full.onload();
  full.decodes();
  await settled();
  here.place(width);
  return here;
}

test("a preview is loaded at once, the full file is not", async () => {
  const here = shown();
  equal(here.images.asked, ["/a-small.jpg"]);
  equal([here.picture.loaded, here.picture.failed], [false, false]);
  here.images.of("/a-small.jpg").onload();
  await settled();
  equal([here.picture.loaded, here.picture.failed, here.changes], [true, false, 1]);
  ok(here.picture.element.contains(here.images.of("/a-small.jpg")), "on the page");
});

test("an image decodes beside the page, can't be dragged, and bears the shot's label", () => {
  const image = shown().images.of("/a-small.jpg");
  equal([image.decoding, image.draggable, image.alt], ["async", false, "the a"]);
});

test("the same addresses are not loaded again; a new label is taken", () => {
  const here = shown();
  here.picture.show(shot("a", { label: "renamed" }));
  equal(here.images.asked, ["/a-small.jpg"]);
  equal(here.images.of("/a-small.jpg").alt, "renamed");
  equal(here.picture.shot.label, "renamed");
});

test("another preview or another full file is another picture", async () => {
  for (const more of [{ preview: "/b-small.jpg" }, { full: "/b.jpg" }]) {
    const here = await loaded(400);
    here.picture.show(shot("a", more));
    equal([here.images.asked.length, here.picture.loaded], [2, false], JSON.stringify(more));
    equal(here.picture.element.children.length, 1, "the old one is gone");
  }
});

test("what an earlier picture loads or fails at changes nothing", async () => {
  const here = shown();
  const [first] = here.picture.element.children;
  here.picture.show(shot("a", { preview: "/b-small.jpg" }));
  first.onload();
  await settled();
  equal(here.picture.loaded, false);
  here.picture.show(shot("a", { preview: "/c-small.jpg" }));
  here.images.of("/b-small.jpg").onerror();
  await settled();
  equal(here.picture.failed, false);
});

test("a preview that fails is hidden and said, and Try again asks for it anew", async () => {
  const here = shown();
  const image = here.images.of("/a-small.jpg");
  image.onerror();
  await settled();
  equal([here.picture.failed, here.picture.loaded, image.hidden, here.changes], [true, false, true, 1]);
  here.picture.retry();
  equal([here.images.asked.length, here.picture.failed, here.changes], [2, false, 2]);
  here.images.of("/a-small.jpg").onload();
  await settled();
  equal([here.picture.loaded, here.picture.failed], [true, false]);
});

test("the full file is fetched once the preview's pixels are stretched by more than 5 %", async () => {
  const here = await loaded(840);
  equal(here.images.asked, ["/a-small.jpg"]);
  here.place(841);
  equal(here.images.asked, ["/a-small.jpg", "/a.jpg"]);
  here.place(1000);
  equal(here.images.asked.length, 2, "once");
});

test("device pixels count, not CSS pixels", async () => {
  equal((await loaded(420, {}, 2)).images.asked.length, 1);
  equal((await loaded(421, {}, 2)).images.asked.length, 2);
});

test("no full file is fetched that has no more pixels than the preview", async () => {
  for (const more of [{ preview_width: 1600 }, { width: 800, height: 1200 }]) {
    equal((await loaded(5000, more)).images.asked, ["/a-small.jpg"], JSON.stringify(more));
  }
});

test("no full file is fetched before its preview is there", async () => {
  const here = shown();
  here.picture.place({ left: 0, top: 0, width: 1600, ratio: 1 });
  equal(here.images.asked, ["/a-small.jpg"]);
});

test("the full file lies over its preview once it is decoded, not when it has loaded", async () => {
  const here = await loaded(1600);
  const full = here.images.of("/a.jpg");
  full.onload();
  await settled();
  equal([here.picture.isLoadingFull, here.picture.isSharp, here.picture.element.contains(full)], [true, false, false]);
  full.decodes();
  await settled();
  equal([here.picture.isLoadingFull, here.picture.isSharp, here.changes], [false, true, 2]);
  equal([...here.picture.element.children].map((each) => each.asked), ["/a-small.jpg", "/a.jpg"]);
});

test("a full file that fails to load or decode is said and asked for again only by Try again", async () => {
  for (const breaks of [(full) => full.onerror(), (full) => (full.onload(), full.breaks(new Error("no picture")))]) {
    const here = await loaded(1600);
    breaks(here.images.of("/a.jpg"));
    await settled();
    equal([here.picture.fullFailed, here.picture.isLoadingFull, here.picture.loaded], [true, false, true]);
    here.place(1600);
    equal(here.images.asked.length, 2, "not by itself");
    here.picture.retry();
    here.place(1600);
    equal(here.images.asked, ["/a-small.jpg", "/a.jpg", "/a.jpg"]);
    equal(here.picture.fullFailed, false);
  }
});

test("a full file that comes after another picture was shown is dropped", async () => {
  for (const ends of [(full) => full.decodes(), (full) => full.breaks(new Error("no picture"))]) {
    const here = await loaded(1600);
    const full = here.images.of("/a.jpg");
    here.picture.show(shot("a", { preview: "/b-small.jpg", full: "/b.jpg" }));
    full.onload();
    ends(full);
    await settled();
    ok(!here.picture.element.contains(full), "not on the page");
    equal([here.picture.isSharp, here.picture.fullFailed], [false, false]);
  }
});

test("a new picture is not sharp because the one before it was", async () => {
  const here = await sharp(1600);
  here.picture.show(shot("a", { preview: "/b-small.jpg", full: "/b.jpg" }));
  equal([here.picture.isSharp, here.picture.isLoadingFull], [false, false]);
});

test("a picture is laid at its place in its own proportions", async () => {
  const here = await loaded(400, { width: 1600, height: 800 });
  here.picture.place({ left: 12.5, top: -30, width: 400, ratio: 1 });
  const { width, height, transform } = here.picture.element.style;
  equal([width, height, transform], ["400px", "200px", "translate(12.5px, -30px)"]);
});

test("pixels are shown as squares from 2:1 on, of the full file only", async () => {
  const squares = ({ picture }) => picture.element.classList.contains("pixelated");
  equal(squares(await sharp(3199)), false, "just below 2:1");
  equal(squares(await sharp(3200)), true, "2:1");
  equal(squares(await sharp(1600, {}, 2)), true, "device pixels");
  equal(squares(await loaded(3200)), false, "the preview is not the file");
  equal(squares(await loaded(3200, { preview_width: 1600 })), true, "a preview with all its pixels is");
  equal(squares(await loaded(1600, { width: 800, height: 1200 })), true, "its width tells, not its height");
});

test("holes are seen through in the full file only; the preview has them drawn in", async () => {
  const through = ({ picture }) => picture.element.classList.contains("see-through");
  equal(through(await loaded(1600, { see_through: true })), false);
  equal(through(await sharp(1600, { see_through: true })), true);
  equal(through(await sharp(1600)), false);
});
