import { TiledPicture, tilesSeen } from "/viewer/viewer.js";
import { equal, near, ok, test } from "./cases.js";
import { images, place, settled } from "./stand_ins.js";

const SHOT = { label: "difference", pair: "a b", preview: "/whole", full: "/{part}", width: 3000, height: 1500, preview_width: 1500 };
const BOX = { width: 800, height: 600 };
const FIT = { left: 0, top: 100, width: 800, ratio: 1 };
const NATIVE = { left: -1000, top: 0, width: 3000, ratio: 1 };

function tiled() {
  const seen = images();
  const painted = [];
  const picture = new TiledPicture(() => painted.push(1), () => BOX);
  place().append(picture.element);
  picture.show(SHOT);
  return { seen, picture, painted };
}

async function loaded(image) {
  image.onload();
  await settled();
}

test("only what lies in the pane is seen, and nothing beyond the picture", () => {
  equal(tilesSeen(NATIVE, SHOT, BOX), ["0-0", "1-0"]);
  equal(tilesSeen({ ...NATIVE, left: 0, top: -1000 }, SHOT, BOX), ["0-0", "0-1"]);
  equal(tilesSeen({ ...NATIVE, left: 900 }, SHOT, BOX), []);
  equal(tilesSeen(FIT, SHOT, BOX).length, 6);
});

test("fitted, the whole does; closer, tiles come and lie at their place", async () => {
  const { seen, picture } = tiled();
  await loaded(seen.of("/whole"));
  picture.place(FIT);
  equal(seen.asked, ["/whole"]);
  picture.place(NATIVE);
  equal(seen.asked, ["/whole", "/0-0", "/1-0"]);
  ok(picture.isLoadingFull, "on their way");
  for (const name of ["/0-0", "/1-0"]) {
    const image = seen.of(name);
    image.decodes();
    await loaded(image);
  }
  ok(picture.isSharp, "all that is seen is there");
  const { left, top, width, height } = seen.of("/1-0").style;
  const wanted = [1024 / 3000, 0, 1024 / 3000, 1024 / 1500].map((share) => share * 100);
  near([left, top, width, height].map(parseFloat), wanted, "left, top, width, height", 0.001);
});

test("a tile that is scrolled away before it came is given up", async () => {
  const { seen, picture } = tiled();
  await loaded(seen.of("/whole"));
  picture.place(NATIVE);
  const first = seen.of("/0-0");
  picture.place({ ...NATIVE, left: -2200 });
  equal(first.asked, "");
  ok(seen.of("/2-0"), "the next one is asked for");
});

test("a tile that fails is said once, and again only when asked", async () => {
  const { seen, picture } = tiled();
  await loaded(seen.of("/whole"));
  picture.place(NATIVE);
  seen.of("/0-0").onerror();
  await settled();
  picture.place(NATIVE);
  ok(picture.fullFailed, "said");
  equal(seen.asked.filter((address) => address === "/0-0").length, 1);
  picture.retry();
  picture.place(NATIVE);
  equal(seen.asked.filter((address) => address === "/0-0").length, 2);
});

test("another amplification comes without a flash, another pair begins anew", async () => {
  const { seen, picture } = tiled();
  const first = seen.of("/whole");
  await loaded(first);
  picture.show({ ...SHOT, preview: "/whole-4", full: "/4/{part}" });
  ok(first.isConnected, "stays until the other is there");
  seen.of("/whole-4").dispatchEvent(new Event("load"));
  ok(!first.isConnected, "gone");
  picture.show({ ...SHOT, pair: "a c", preview: "/other" });
  equal(picture.element.children.length, 1);
});

test("without an address nothing is asked for", () => {
  const { seen, picture } = tiled();
  picture.show({ ...SHOT, pair: "", preview: "", full: "" });
  picture.place(NATIVE);
  equal([seen.asked.length, picture.element.children.length], [1, 0]);
});
