// What is fetched before it is in sight.

import { Ahead, addressesOf, rowsAhead } from "/grid/grid.js";
import { equal, stub, test } from "./cases.js";
import { GridRoom, rows, sent } from "./grid_room.js";
import { place } from "./stand_ins.js";

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

/** One that fetches nothing: `sight` are pictures in sight, `asked` what it asked for. */
function stage(sight = 0) {
  const body = document.createElement("div");
  place().append(body);
  const asked = [];
  stub(window, "Image", function Image() {
    const image = document.createElement("i");
    Object.defineProperty(image, "src", { set: (address) => asked.push(address) });
    image.complete = false;
    return image;
  });
  const pictures = range(0, sight).map(() => {
    const image = document.createElement("img");
    image.setAttribute("src", "data:,");
    stub(image, "complete", false);
    body.append(image);
    return image;
  });
  const ahead = new Ahead(body);
  const came = (image, what = "load") => {
    image.complete = true;
    image.dispatchEvent(new Event(what));
  };
  const fetched = (what) => {
    came(ahead.image, what);
    ahead.image.complete = false;
  };
  return { ahead, asked, pictures, came, fetched };
}

test("one after the other, the soonest wanted first, also after one that doesn't come", () => {
  const { ahead, asked, fetched } = stage();
  ahead.want(["/1", "", "/2", "/3"]);
  equal(asked, ["/1"]);
  fetched();
  equal(asked, ["/1", "/2"]);
  fetched("error");
  equal(asked, ["/1", "/2", "/3"]);
});

test("nothing before all in sight is there, whether it came or not", () => {
  const { ahead, asked, pictures, came } = stage(2);
  ahead.want(["/1"]);
  came(pictures[0]);
  equal(asked, []);
  came(pictures[1], "error");
  equal(asked, ["/1"]);
});

test("none twice; what is wanted no more is let go of, and fetched when it is wanted again", () => {
  const { ahead, asked, fetched } = stage();
  ahead.want(["/1", "/2"]);
  fetched();
  ahead.want(["/3", "/1"]);
  equal([asked, ahead.fetching], [["/1", "/2", "/3"], "/3"]);
  fetched();
  ahead.want(["/1", "/2"]);
  equal(asked, ["/1", "/2", "/3", "/2"]);
  ahead.want(["/2"]);
  equal(asked.length, 4, "it is on its way");
});

test("two screens further on, or back where one scrolls upwards, as far as there are rows", () => {
  equal(rowsAhead({ from: 10, to: 13 }, false, 200), range(13, 19));
  equal(rowsAhead({ from: 10, to: 13 }, true, 200), [9, 8, 7, 6, 5, 4]);
  equal(rowsAhead({ from: 0, to: 4 }, true, 200), []);
  equal(rowsAhead({ from: 196, to: 199 }, false, 200), [199]);
});

test("their pictures are those of the columns in sight, at the crop and size looked at; none where there is none", () => {
  const list = rows(1, 3);
  list[0].cells = [null, list[0].cells[1], { ...list[0].cells[2], src: "" }];
  const room = new GridRoom(list);
  const look = { sheet: room.grid.sheet, lattice: { side: 220 }, view: sent([]).view, ratio: 1 };
  const found = (columns) => addressesOf(look, [0], columns).map((address) => address.split("#")[1] ?? "");
  equal(found({ from: 0, to: 3 }), ["r0/face/220", "", "r0.2/face/220", ""]);
  equal(found({ from: 2, to: 3 }), ["r0/face/220", ""]);
});

test("a grid wants the rows below, and above once it is scrolled back", () => {
  const room = new GridRoom(rows(200, 2));
  const wanted = [];
  stub(room.grid.ahead, "want", (addresses) => wanted.push(addresses.map((each) => /#(r\d+)/.exec(each)[1])));
  const scroll = (top) => {
    room.grid.scroller.scrollTo(0, top);
    room.grid.schedule();
    room.paint();
    return wanted.at(-1);
  };
  const last = Number(scroll(254 * 100)[0].slice(1));
  equal(last > 100 && last < 110, true);
  equal(scroll(254 * 99)[0], "r97");
});
