// The zone: takes files and folders by drop, click or key, sends them one after the other, then tells the page once.

/** The folder that a dropped thing is, if it is one; the browser can tell only during the drop. */
function folderOf(item) {
  const entry = item.webkitGetAsEntry?.();
  return entry?.isDirectory ? entry : null;
}

/** A dialog that chooses a folder; null where the browser has none, as on most phones. */
function folderDialog() {
  const input = document.createElement("input");
  if (!("webkitdirectory" in input)) return null;
  return Object.assign(input, { type: "file", webkitdirectory: true });
}

/** Shows something in the browser's top layer, or takes it away. */
function float(element, wanted) {
  if (element.matches(":popover-open") !== wanted) element.togglePopover(wanted);
}

class DropZone {
  constructor(root) {
    this.root = root;
    this.zone = root.querySelector(".zone");
    this.input = root.querySelector("input");
    this.list = root.querySelector("ul");
    this.spoken = root.querySelector(".spoken");
    this.anywhere = root.querySelector(".anywhere");
    this.busy = root.querySelector(".busy");
    this.uploads = []; // of the present batch, as is what was left out of its folders
    this.leftOut = [];
    this.zone.onclick = () => this.input.click();
    this.input.onchange = () => {
      this.take([...this.input.files]);
      this.input.value = ""; // so that the same file can be chosen again
    };
    this.choosesFolders(root.querySelector(".folder"), folderDialog());
  }

  choosesFolders(button, dialog) {
    button.hidden = !dialog;
    if (!dialog) return;
    button.onclick = () => dialog.click();
    dialog.onchange = () => {
      this.take([], foundAmong([...dialog.files]));
      dialog.value = "";
    };
  }

  attach({ setTriggerValue }) {
    this.tell = setTriggerValue;
    this.listening?.abort();
    this.listening = new AbortController();
    const hear = (type, action) => document.addEventListener(type, action, { signal: this.listening.signal });
    hear("dragstart", () => (this.fromPage = true)); // a picture of the page itself: no file is brought
    hear("dragend", () => (this.fromPage = false));
    hear("dragover", (event) => this.over(event));
    hear("dragleave", (event) => this.left(event));
    hear("drop", (event) => this.drop(event));
  }

  update(data) {
    this.data = data;
    this.root.querySelector("strong").textContent = data.label;
    this.root.querySelector(".limit").textContent = `JPEG, PNG or HEIC, up to ${Math.floor(data.max_bytes / 2 ** 20)} MB`;
  }

  /** The page is gone: what is being sent still arrives, but nobody is told. */
  detach() {
    this.listening?.abort();
    this.tell = null;
    if (!this.root.isConnected) return;
    float(this.anywhere, false);
    float(this.busy, false);
  }

  bringsFiles(event) {
    return !this.fromPage && Boolean(event.dataTransfer?.types.includes("Files"));
  }

  /** Files may be dropped anywhere; the browser would leave the app for them. */
  over(event) {
    if (!this.bringsFiles(event)) return;
    event.preventDefault();
    float(this.anywhere, true);
  }

  /** Out of the window: from one part of the page to another the pointer only comes to the next. */
  left(event) {
    if (!event.relatedTarget) float(this.anywhere, false);
  }

  drop(event) {
    float(this.anywhere, false);
    if (!this.bringsFiles(event)) return;
    event.preventDefault();
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const folders = items.map(folderOf);
    const files = items.map((item, i) => (folders[i] ? null : item.getAsFile())).filter(Boolean);
    if (folders.some(Boolean)) this.takeFolders(files, folders.filter(Boolean));
    else this.take(files);
  }

  async takeFolders(files, folders) {
    if (!this.sending) this.spoken.textContent = `Looking through ${numbered(folders.length, "folder")} …`;
    this.take(files, await foundIn(folders));
  }

  /** `found`: what lay in folders beside the files. */
  take(files, found = null) {
    if (!files.length && !found) return;
    if (!this.sending) this.begin();
    for (const file of files) this.add(file);
    for (const { file, folder } of found?.photos ?? []) this.add(file, folder);
    if (found?.told) this.leftOut.push(found.told);
    if (!this.sending) this.sendAll();
  }

  begin() {
    this.uploads = [];
    this.leftOut = [];
    this.list.replaceChildren();
  }

  add(file, folder = "") {
    const upload = new Upload(file, folder);
    this.uploads.push(upload);
    this.list.append(upload.row);
    if (file.size > this.data.max_bytes) upload.reject(this.tooLarge(file));
  }

  tooLarge(file) {
    const most = Math.floor(this.data.max_bytes / 2 ** 20);
    const size = Math.ceil((file.size / 2 ** 20) * 10) / 10;
    return `${size} MB; up to ${most} MB can be added. Not sent. Export a smaller JPEG.`;
  }

  async sendAll() {
    this.sending = true;
    for (let i = 0; i < this.uploads.length; i += 1) {
      this.say(i);
      await this.uploads[i].send(this.data.url);
    }
    this.sending = false;
    this.report();
  }

  say(done) {
    this.spoken.textContent = `Uploading ${done + 1} of ${this.uploads.length}`;
    this.busy.textContent = `${this.spoken.textContent} …`;
    float(this.busy, this.root.isConnected && !this.isSeen);
  }

  /** Not where the sidebar is closed: how far it is is said over the page then. */
  get isSeen() {
    const { right, width } = this.zone.getBoundingClientRect();
    return width > 0 && right > 0;
  }

  /** One value for the whole batch. What the page is told of leaves the list: it is shown and said there now. */
  report() {
    const answered = this.uploads.filter((upload) => upload.answer);
    const taken = this.uploads.filter((upload) => upload.state === "uploaded");
    this.spoken.textContent = `${taken.length} of ${this.uploads.length} uploaded`;
    if (this.root.isConnected) float(this.busy, false);
    const answers = [...answered.map((upload) => upload.answer), ...this.leftOut];
    if (!answers.length || !this.tell) return;
    for (const upload of answered) upload.row.remove();
    this.tell("batch", answers);
  }
}

export default mounted(DropZone);
