// The zone: takes files by drop, click or key, sends them one after the other, then tells the page once.

/** Dropped folders look like empty files; the browser can tell them apart only during the drop. */
function isFolder(item) {
  return Boolean(item.webkitGetAsEntry?.()?.isDirectory);
}

class DropZone {
  constructor(root) {
    this.root = root;
    this.zone = root.querySelector(".zone");
    this.input = root.querySelector("input");
    this.list = root.querySelector("ul");
    this.spoken = root.querySelector(".spoken");
    this.uploads = []; // of the present batch
    this.zone.onclick = () => this.input.click();
    this.input.onchange = () => {
      this.take([...this.input.files]);
      this.input.value = ""; // so that the same file can be chosen again
    };
    this.zone.ondragover = () => this.highlight(true);
    this.zone.ondragleave = () => this.highlight(false);
    this.zone.ondrop = (event) => this.drop(event);
  }

  attach({ data, setTriggerValue }) {
    this.data = data;
    this.tell = setTriggerValue;
    this.root.querySelector("strong").textContent = data.label;
    this.root.querySelector(".limit").textContent = `JPEG, PNG or HEIC, up to ${Math.floor(data.max_bytes / 2 ** 20)} MB`;
    this.listening?.abort();
    this.listening = new AbortController();
    // A file dropped beside the zone would make the browser leave the app for that file.
    for (const type of ["dragover", "drop"]) {
      document.addEventListener(type, (event) => this.keepPage(event), { signal: this.listening.signal });
    }
  }

  /** The page is gone: what is being sent still arrives, but nobody is told. */
  detach() {
    this.listening?.abort();
    this.tell = null;
  }

  keepPage(event) {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  }

  highlight(over) {
    this.root.classList.toggle("over", over);
  }

  drop(event) {
    event.preventDefault();
    this.highlight(false);
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const folders = new Set(items.filter(isFolder).map((item) => item.getAsFile()?.name));
    this.take([...event.dataTransfer.files], folders);
  }

  take(files, folders = new Set()) {
    if (!files.length) return;
    if (!this.sending) this.begin();
    for (const file of files) this.add(file, folders.has(file.name));
    if (!this.sending) this.sendAll();
  }

  begin() {
    this.uploads = [];
    this.list.replaceChildren();
  }

  add(file, folder) {
    const upload = new Upload(file);
    this.uploads.push(upload);
    this.list.append(upload.row);
    if (folder) upload.reject("This is a folder. Drop the photos in it.");
    else if (file.size > this.data.max_bytes) upload.reject(this.tooLarge(file));
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
  }

  /** One value for the whole batch. What the page is told of leaves the list: it is shown and said there now. */
  report() {
    const answered = this.uploads.filter((upload) => upload.answer);
    const taken = this.uploads.filter((upload) => upload.state === "uploaded");
    this.spoken.textContent = `${taken.length} of ${this.uploads.length} uploaded`;
    if (!answered.length || !this.tell) return;
    for (const upload of answered) upload.row.remove();
    this.tell("batch", answered.map((upload) => upload.answer));
  }
}

const ZONES = new WeakMap(); // parent element → DropZone: an upload goes on while the page reruns

export default function mount(component) {
  const root = component.parentElement.querySelector(".drop");
  let zone = ZONES.get(component.parentElement);
  if (zone?.root !== root) {
    zone?.detach();
    zone = new DropZone(root);
    ZONES.set(component.parentElement, zone);
  }
  zone.attach(component);
  const turn = {};
  zone.turn = turn;
  return () => {
    if (zone.turn === turn) zone.detach(); // an overtaken run must not switch off the one after it
  };
}
