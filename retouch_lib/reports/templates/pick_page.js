
/** What the code says of a photo: a number from 1 on is the picture chosen; the number of bits is `answer_code.py`'s. */
const OPEN = 0, NONE = 14, TIE = 15;
const [VERSION, WITH_COMMENTS] = [1, 2];
/** Photos without an answer that are named at the end. */
const MOST_NAMED = 12;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** CRC-32 as in ZIP and PNG. */
const crc32 = (bytes) => {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return (rest ^ 0xffffffff) >>> 0;
};

/** Crockford's base 32: no letter is taken for another, and no mail program takes it for its own signs. */
const base32 = (bytes) => {
  let [text, rest, count] = ["", 0, 0];
  for (const byte of bytes) {
    [rest, count] = [((rest << 8) | byte) & 0xfff, count + 8];
    while (count >= 5) {
      count -= 5;
      text += ALPHABET[(rest >>> count) & 31];
    }
  }
  return count ? text + ALPHABET[(rest << (5 - count)) & 31] : text;
};

const utf8 = (text) => new TextEncoder().encode(text);
const twoBytes = (number) => [number >> 8, number & 255];

/** Comments on photos, [place, text] each, as the code has them. */
const commentBytes = (comments) => comments.flatMap(([place, text]) => [place, ...twoBytes(utf8(text).length), ...utf8(text)]);

/** The answer as a code: version, page, choices of four bits each, name, comment, comments on photos, checksum. */
const codeOf = (page, choices, sender, comment, comments) => {
  const [name, words] = [utf8(sender), utf8(comment)];
  const halves = [];
  for (let place = 0; place < choices.length; place += 2) halves.push((choices[place] << 4) | (choices[place + 1] ?? 0));
  const id = page.match(/../g).map((pair) => parseInt(pair, 16));
  const body = [comments.length ? WITH_COMMENTS : VERSION, ...id, choices.length, ...halves, name.length, ...name, ...twoBytes(words.length), ...words];
  if (comments.length) body.push(comments.length, ...commentBytes(comments));
  const sum = crc32(body);
  return `PICK1-${base32([...body, sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255])}-END`;
};

/** What was chosen, kept by the browser where it does that for files: a page closed by mistake loses nothing. */
class Kept {
  constructor(page) {
    this.key = `retouch-lab-${page}`;
  }

  load() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  save(value) {
    try {
      localStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // private windows and some viewers keep nothing
    }
  }
}

class Answer {
  constructor(page, end) {
    this.page = page;
    this.kept = new Kept(page);
    this.fields = Object.fromEntries(["sender", "comment", "code"].map((name) => [name, end.querySelector(`[name="${name}"]`)]));
    this.told = end.querySelector(".told");
    this.unanswered = end.querySelector(".unanswered");
    this.tooLong = end.querySelector(".too-long");
    const before = this.kept.load();
    this.choices = photos.map(({ cells }, place) => this.allowed(before.choices?.[place], cells.length));
    this.fields.sender.value = before.sender ?? "";
    this.fields.comment.value = before.comment ?? "";
    this.onPhotos = photos.map(({ section }, place) => this.onPhoto(section.querySelector('[name="on-photo"]'), before.comments?.[place]));
    for (const name of ["sender", "comment"]) this.fields[name].addEventListener("input", () => this.changed());
    end.querySelector(".copy").addEventListener("click", () => this.copy());
    this.sharing(end.querySelector(".share"));
  }

  allowed(choice, count) {
    return [NONE, TIE].includes(choice) || (choice > 0 && choice < count) ? choice : OPEN;
  }

  /** The field for what is said of one photo; it is open where something is. */
  onPhoto(field, before) {
    field.value = typeof before === "string" ? before : "";
    field.parentElement.open = field.value !== "";
    field.addEventListener("input", () => this.changed());
    return field;
  }

  choose(place, choice) {
    this.choices[place] = this.choices[place] === choice ? OPEN : choice;
    this.changed();
  }

  changed() {
    const [sender, comment] = [this.fields.sender.value, this.fields.comment.value];
    this.kept.save({ choices: this.choices, sender, comment, comments: this.onPhotos.map(({ value }) => value) });
    for (const { value, parentElement } of this.onPhotos) parentElement.classList.toggle("said", value.trim() !== "");
    const said = this.onPhotos.map(({ value }, place) => [place, value.trim()]).filter(([, text]) => text !== "");
    const beyond = commentBytes(said).length - Number(this.tooLong.dataset.most);
    this.tooLong.textContent = beyond > 0 ? `The comments on photos are too long for a code. Shorten them by ${beyond} letters.` : "";
    this.fields.code.value = beyond > 0 ? "" : codeOf(this.page, this.choices, sender.trim(), comment.trim(), said);
    this.told.textContent = "";
    this.nameUnanswered();
    const done = this.choices.filter((choice) => choice !== OPEN).length;
    document.querySelector("footer .progress").textContent = `${done} of ${photos.length} answered`;
  }

  /** The photos without an answer, to go there; the code can be sent without them, too. */
  nameUnanswered() {
    const places = [...this.choices.keys()].filter((place) => this.choices[place] === OPEN);
    const links = places.slice(0, MOST_NAMED).flatMap((place) => {
      const link = document.createElement("a");
      link.href = `#photo-${place + 1}`;
      link.textContent = `${place + 1} · ${photos[place].section.getAttribute("aria-label")}`;
      return [link, ", "];
    });
    const more = places.length > MOST_NAMED ? ` and ${places.length - MOST_NAMED} more` : "";
    const count = `${places.length} ${places.length === 1 ? "photo has" : "photos have"} no answer yet: `;
    const end = `${more}. Choose there, or send it as it is.`;
    this.unanswered.replaceChildren(...(places.length ? [count, ...links.slice(0, -1), end] : []));
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.fields.code.value);
      this.told.textContent = "Copied. Send it back as it is.";
    } catch {
      this.fields.code.select();
      const copied = document.execCommand("copy");
      this.told.textContent = copied ? "Copied. Send it back as it is." : "Select the code, and copy it.";
    }
  }

  sharing(button) {
    button.hidden = !navigator.share;
    button.addEventListener("click", () => navigator.share({ text: this.fields.code.value }).catch(() => {}));
  }
}

const answer = new Answer(document.querySelector("main").dataset.page, document.querySelector(".end"));

/** One photo: which of its pictures is shown, which part of it, and what is chosen. */
class Choosing {
  constructor(place) {
    Object.assign(this, photos[place], { place, part: "whole", view: photos[place].cells.length > 1 ? 1 : 0 });
    this.buttons = (name) => [...this.section.querySelectorAll(`[data-${name}]`)].filter((one) => one.tagName === "BUTTON");
    if (answer.choices[place] > 0 && answer.choices[place] < this.cells.length) this.view = answer.choices[place];
    for (const button of this.buttons("view")) button.addEventListener("click", () => this.show({ view: Number(button.dataset.view) }));
    for (const button of this.buttons("part")) button.addEventListener("click", () => this.show({ part: button.dataset.part }));
    for (const button of this.buttons("choice")) button.addEventListener("click", () => this.choose(button.dataset.choice));
    this.show({});
  }

  choose(what) {
    answer.choose(this.place, { none: NONE, tie: TIE }[what] ?? this.view);
    this.show({});
  }

  show(change) {
    Object.assign(this, change);
    const choice = answer.choices[this.place];
    this.figures.forEach((figure, place) => {
      const part = this.cells[place][this.part] ? this.part : "whole";
      figure.classList.toggle("seen", place === this.view);
      figure.classList.toggle("exact", part === "cheek");
      const image = figure.querySelector("img");
      if (image !== null) image.src = this.cells[place][part];
    });
    press(this.buttons("view"), (button) => Number(button.dataset.view) === this.view);
    for (const button of this.buttons("view")) button.querySelector(".tick").hidden = choice === OPEN || Number(button.dataset.view) !== choice;
    press(this.buttons("part"), (button) => button.dataset.part === this.part);
    press(this.buttons("choice"), (button) => choice !== OPEN && choice === ({ none: NONE, tie: TIE }[button.dataset.choice] ?? this.view));
    this.section.querySelector('[data-choice="this"]').disabled = this.view === 0;
    const said = { [OPEN]: "", [NONE]: "Your choice: none of these", [TIE]: "Your choice: equally good" };
    this.section.querySelector(".chosen").textContent = said[choice] ?? `Your choice: ${this.cells[choice].look}`;
  }
}

photos.forEach((_, place) => new Choosing(place));
answer.changed();
