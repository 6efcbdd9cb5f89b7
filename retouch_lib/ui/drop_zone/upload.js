// One file on its way to the server, and its row in the list. All text is set as text, never as markup.

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The server's own sentence, or one for its silence. */
function failure(status, reply) {
  if (typeof reply?.error === "string") return reply.error;
  if (status === 0) return "The connection was lost before the file had arrived. Drop it again.";
  return `The upload was not taken (HTTP ${status}). Nothing was sent on. Try again.`;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

class Upload {
  /** `folder`: in which it lies, with / between folders. */
  constructor(file, folder = "") {
    this.file = file;
    this.folder = folder;
    this.row = document.createElement("li");
    this.name = this.part("span", "name", file.name);
    this.button = this.part("button", "", "Cancel");
    this.button.type = "button";
    this.button.setAttribute("aria-label", `Cancel ${file.name}`);
    this.button.onclick = () => this.cancel();
    this.bar = this.part("progress", "", "");
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.words = this.part("span", "words", "Waiting");
    this.name.title = this.path;
    this.state = "waiting";
  }

  part(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    this.row.append(element);
    return element;
  }

  /** Streams the file from disk; resolves when it is uploaded, rejected or cancelled. */
  send(url) {
    if (this.state !== "waiting") return Promise.resolve();
    this.state = "sending";
    const query = Object.entries({ name: this.file.name, ...(this.folder && { folder: this.folder }) });
    const written = query.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join("&");
    const address = `${url}${url.includes("?") ? "&" : "?"}${written}`;
    return new Promise((resolve) => {
      this.request = new XMLHttpRequest();
      this.request.open("PUT", address);
      this.request.upload.onprogress = (event) => this.progress(event.loaded);
      this.request.onload = () => this.answered(this.request.status, parse(this.request.responseText));
      this.request.onerror = () => this.reject(failure(0, null));
      this.request.onloadend = resolve;
      this.request.send(this.file);
    });
  }

  progress(sent) {
    const share = this.file.size ? Math.min(1, sent / this.file.size) : 1;
    this.bar.value = share;
    this.words.textContent =
      share < 1 ? `${Math.floor(share * 100)} % of ${megabytes(this.file.size)}` : "Sent. Being checked …";
  }

  answered(status, reply) {
    const has = (name) => typeof reply?.[name] === "string";
    if (status >= 200 && status < 300 && (has("sha256") || has("said"))) {
      this.finish("uploaded", "Uploaded");
      this.taken = Object.fromEntries(["sha256", "said"].filter(has).map((name) => [name, reply[name]]));
    } else {
      this.reject(failure(status, reply));
    }
  }

  reject(message) {
    this.message = message;
    this.finish("rejected", message);
  }

  cancel() {
    if (this.isOver) this.row.remove();
    else this.finish("cancelled", "Cancelled. Nothing was kept.");
    this.request?.abort();
  }

  finish(state, words) {
    this.state = state;
    this.row.dataset.state = state;
    this.words.textContent = words;
    this.bar.hidden = true;
    this.button.textContent = "Hide";
    this.button.setAttribute("aria-label", `Hide ${this.file.name}`);
  }

  /** From the dropped folder on: names repeat from folder to folder. */
  get path() {
    return this.folder ? `${this.folder}/${this.file.name}` : this.file.name;
  }

  get isOver() {
    return ["uploaded", "rejected", "cancelled"].includes(this.state);
  }

  /** What the page is told; null for what the user cancelled. */
  get answer() {
    const name = this.path;
    if (this.state === "uploaded") return { name, ...this.taken };
    return this.state === "rejected" ? { name, message: this.message } : null;
  }
}
