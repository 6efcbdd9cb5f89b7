// Folders as a browser tells of them in a drop.

/** `inside`: name → what is in that folder, or the size of that file; `batch`: how many it tells of at a time. */
export function folderEntry(name, inside, batch = 2) {
  const entries = Object.entries(inside).map(([each, what]) =>
    typeof what === "object" ? folderEntry(each, what, batch) : fileEntry(each, what),
  );
  const createReader = () => {
    let told = 0;
    const readEntries = (resolve) => resolve(entries.slice(told, (told += batch)));
    return { readEntries };
  };
  return { name, isDirectory: true, createReader };
}

export function fileEntry(name, size = 0) {
  return { name, isDirectory: false, file: (resolve) => resolve({ name, size }) };
}
