// What lies in dropped or chosen folders: the photos, each with the folders it lies in; the rest is counted, not sent.

const MOST_FOLDERS = 8; // one in the other; the server keeps no more, see names.py
const MOST_PHOTOS = 2000; // of one drop
const MOST_SEEN = 20_000; // files and folders, whatever they are
const MOST_ENDINGS = 4;
const PHOTO = /\.(jpe?g|jpe|jfif|png|hei[cf])$/i;
/** What systems leave behind ("._IMG_1.jpg" is macOS's, and no photo): not worth a word. */
const LITTER = /^(\..*|__MACOSX|@eaDir|(eh)?thumbs\.db|desktop\.ini)$/i;

function numbered(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Names in the order in which people read them: IMG_2 before IMG_10. */
function byName(one, other) {
  return one.localeCompare(other, "en", { numeric: true });
}

/** What was found in the folders of one drop, or of one choice in the dialog. */
class Found {
  constructor(names = []) {
    this.names = names; // of the outermost folders
    this.photos = []; // {file, folder}, with / between folders
    this.seen = 0;
    this.others = 0;
    this.endings = new Set(); // of those others
    this.deeper = 0; // folders that were not opened
    this.unread = 0;
    this.full = false; // there is more than is taken
  }

  /** Whether to look at a file or folder of that name. */
  wants(name) {
    this.full ||= this.seen >= MOST_SEEN;
    this.seen += 1;
    return !this.full && !LITTER.test(name);
  }

  /** Whether a file of that name is a photo for which there is room; any other is counted. */
  takes(name) {
    if (PHOTO.test(name)) {
      this.full ||= this.photos.length >= MOST_PHOTOS;
      return !this.full;
    }
    this.others += 1;
    this.endings.add(/\.[a-z0-9]{1,8}$/i.exec(name)?.[0].toLowerCase() ?? "");
    return false;
  }

  /** What the page is told of all that was left out, at once; null where nothing was. */
  get told() {
    const said = [...this.sentences()].join(" ");
    return said ? { name: this.names.join(", "), left_out: said } : null;
  }

  *sentences() {
    if (!this.photos.length) yield "No JPEG, PNG or HEIC was found.";
    if (this.others) yield `Left out: ${numbered(this.others, "other file")}${this.kinds}.`;
    if (this.deeper) yield `Not opened: ${numbered(this.deeper, "folder")} deeper than ${MOST_FOLDERS}.`;
    if (this.unread) yield `Could not be read: ${this.unread.toLocaleString("en")}.`;
    if (this.full) yield `Only the first ${numbered(this.photos.length, "photo")} were taken: drop the rest by itself.`;
  }

  get kinds() {
    const kinds = [...this.endings].filter(Boolean).sort();
    const more = kinds.length > MOST_ENDINGS ? ", …" : "";
    return kinds.length ? ` (${kinds.slice(0, MOST_ENDINGS).join(", ")}${more})` : "";
  }
}

/** All in these folders, as a drop tells of them (FileSystemDirectoryEntry). */
async function foundIn(folders) {
  const found = new Found(folders.map(({ name }) => name));
  for (const folder of folders) await walk(folder, [folder.name], found);
  return found;
}

async function walk(directory, path, found) {
  for (const entry of await listed(directory, found)) {
    if (!found.wants(entry.name)) continue;
    if (!entry.isDirectory) await pick(entry, path, found);
    else if (path.length < MOST_FOLDERS) await walk(entry, [...path, entry.name], found);
    else found.deeper += 1;
  }
}

async function pick(entry, path, found) {
  if (!found.takes(entry.name)) return;
  try {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.photos.push({ file, folder: path.join("/") });
  } catch {
    found.unread += 1;
  }
}

/** A browser tells of a folder's entries some at a time, and of none at its end. */
async function listed(directory, found) {
  const reader = directory.createReader();
  const entries = [];
  try {
    for (let some = [null]; some.length && entries.length <= MOST_SEEN; entries.push(...some)) {
      some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    }
  } catch {
    found.unread += 1;
  }
  return entries.sort((one, other) => byName(one.name, other.name));
}

/** The same of files that were chosen with the folder they lie in, each with its path from there. */
function foundAmong(files) {
  const paths = files.map((file) => ({ file, path: file.webkitRelativePath.split("/") }));
  const found = new Found([...new Set(paths.map(({ path }) => path[0]))]);
  const deeper = new Set();
  for (const { file, path } of paths.sort((one, other) => byName(one.path.join("/"), other.path.join("/")))) {
    const folders = path.slice(0, -1);
    if (!found.wants(file.name) || folders.some((name) => LITTER.test(name))) continue;
    if (folders.length > MOST_FOLDERS) deeper.add(folders.slice(0, MOST_FOLDERS + 1).join("/"));
    else if (found.takes(file.name)) found.photos.push({ file, folder: folders.join("/") });
  }
  found.deeper = deeper.size;
  return found;
}
