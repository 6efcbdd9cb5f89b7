// What is found in folders: photos with their folders, in the order of names, within bounds; the rest is counted.

import { Found, MOST_FOLDERS, MOST_PHOTOS, MOST_SEEN, byName, foundAmong, foundIn, numbered } from "/drop_zone/drop_zone.js";
import { equal, ok, test } from "./cases.js";
import { fileEntry, folderEntry } from "./entries.js";

function paths({ photos }) {
  return photos.map(({ file, folder }) => `${folder}/${file.name}`);
}

/** Files as the dialog for folders gives them. */
function chosen(...names) {
  return names.map((path) => ({ name: path.split("/").at(-1), webkitRelativePath: path }));
}

function files(count, ending) {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}${ending}`, 0]));
}

/** Folders in one another, `depth` of them, with a photo in each. */
function deep(depth) {
  return depth > 1 ? { "a.jpg": 0, [`f${depth - 1}`]: deep(depth - 1) } : { "a.jpg": 0 };
}

test("photos are found with the folders they lie in, by the order of their names", async () => {
  const party = folderEntry("Party", { "IMG_10.JPG": 0, "IMG_2.jpeg": 0, Late: { "x.heic": 0 }, "a.png": 0 });
  const found = await foundIn([party, folderEntry("Church", { "IMG_2.jpg": 0 })]);
  equal(paths(found), ["Party/a.png", "Party/IMG_2.jpeg", "Party/IMG_10.JPG", "Party/Late/x.heic", "Church/IMG_2.jpg"]);
  equal(found.told, null);
  equal(found.photos[0].file.name, "a.png", "the file itself");
});

test("a browser that tells of a hundred entries at a time is asked to the end", async () => {
  equal((await foundIn([folderEntry("a", files(250, ".jpg"), 100)])).photos.length, 250);
});

test("what is no photo is counted in one sentence, and litter is not worth one", async () => {
  const inside = { "a.jpg": 0, "a.xmp": 0, "a.CR3": 0, "b.cr3": 0, README: 0, ".DS_Store": 0, "Thumbs.db": 0, "._a.jpg": 0 };
  const found = await foundIn([folderEntry("Wedding", { ...inside, ".git": { "b.jpg": 0 }, __MACOSX: { "c.jpg": 0 } })]);
  equal(paths(found), ["Wedding/a.jpg"]);
  equal(found.told, { name: "Wedding", left_out: "Left out: 4 other files (.cr3, .xmp)." });
  const clean = await foundIn([folderEntry("a", { "a.jpg": 0, ".DS_Store": 0 })]);
  equal(clean.told, null);
});

test("of many kinds the first are named", () => {
  const found = new Found(["a", "b"]);
  ok(found.takes("a.jpg") && found.photos.push({}), "one photo");
  for (const name of ["e.e", "d.d", "c.c", "b.b", "a.a", "f.<b>"]) ok(!found.takes(name), name);
  equal(found.told, { name: "a, b", left_out: "Left out: 6 other files (.a, .b, .c, .d, …)." });
});

test("a folder without a photo says so", async () => {
  equal((await foundIn([folderEntry("Empty", {})])).told.left_out, "No JPEG, PNG or HEIC was found.");
});

test("no folder is opened below the deepest", async () => {
  const most = await foundIn([folderEntry("f", deep(MOST_FOLDERS))]);
  equal([most.photos.length, most.told], [MOST_FOLDERS, null]);
  const more = await foundIn([folderEntry("f", deep(MOST_FOLDERS + 2))]);
  equal([more.photos.length, more.told.left_out], [MOST_FOLDERS, `Not opened: 1 folder deeper than ${MOST_FOLDERS}.`]);
});

test("no more photos are taken than there is room for", async () => {
  const found = await foundIn([folderEntry("a", files(MOST_PHOTOS + 5, ".jpg"), 500)]);
  equal(found.photos.length, MOST_PHOTOS);
  equal(found.told.left_out, "Only the first 2,000 photos were taken: drop the rest by itself.");
  equal((await foundIn([folderEntry("a", files(MOST_PHOTOS, ".jpg"), 500)])).told, null);
});

test("no more is looked at than is bearable, and a folder that never ends is left", async () => {
  let asked = 0;
  const some = Array.from({ length: 5000 }, (_, i) => fileEntry(`${i}.txt`));
  const readEntries = (resolve) => resolve(((asked += 1), some));
  const endless = { name: "endless", isDirectory: true, createReader: () => ({ readEntries }) };
  const found = await foundIn([endless, endless]);
  equal([found.others, found.full], [MOST_SEEN, true]);
  ok(asked <= 10, `${asked} times asked`);
});

test("what can't be read is counted, and the rest is taken", async () => {
  const lost = { name: "lost.jpg", isDirectory: false, file: (_, reject) => reject(new Error("gone")) };
  const told = [[lost, fileEntry("a.jpg")], []];
  const inside = { name: "x", isDirectory: true, createReader: () => ({ readEntries: (resolve) => resolve(told.shift()) }) };
  const closed = { name: "no", isDirectory: true, createReader: () => ({ readEntries: (_, reject) => reject(new Error()) }) };
  const found = await foundIn([inside, closed]);
  equal([paths(found), found.told.left_out], [["x/a.jpg"], "Could not be read: 2."]);
});

test("files that were chosen with their folder are found as dropped ones are", () => {
  const found = foundAmong(
    chosen("Wedding/Party/IMG_10.jpg", "Wedding/Party/IMG_2.jpg", "Wedding/a.xmp", "Wedding/.x/b.jpg", "Wedding/.DS_Store"),
  );
  equal(paths(found), ["Wedding/Party/IMG_2.jpg", "Wedding/Party/IMG_10.jpg"]);
  equal(found.told, { name: "Wedding", left_out: "Left out: 1 other file (.xmp)." });
  const depth = Array.from({ length: MOST_FOLDERS }, (_, i) => `f${i}`).join("/");
  const far = foundAmong(chosen(`${depth}/a.jpg`, `${depth}/g/b.jpg`, `${depth}/g/c.jpg`, `${depth}/g/h/d.jpg`));
  equal([far.photos.length, far.told.left_out], [1, `Not opened: 1 folder deeper than ${MOST_FOLDERS}.`]);
  equal(foundAmong(chosen(...Array.from({ length: 2001 }, (_, i) => `a/${i}.jpg`))).photos.length, MOST_PHOTOS);
});

test("numbers stand before their nouns, and people's order is that of numbers", () => {
  equal([numbered(1, "file"), numbered(2000, "file")], ["1 file", "2,000 files"]);
  equal(["b10", "B2", "a"].sort(byName), ["a", "B2", "b10"]);
});
