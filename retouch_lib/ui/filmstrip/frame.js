// One frame: its thumbnail, and what is said of it in signs and, for those who don't see them, in words.

const STATES = { w: "waiting", r: "running", a: "asks", f: "failed", d: "done" };
const STATE_WORDS = { w: "waiting", a: "waits for your answer", f: "failed", d: "done" };
const STATE_SIGNS = { w: "…", a: "?", f: "!", d: "●" };
const MARKS = { p: "picked", x: "rejected" };
const MARK_SIGNS = { p: "✓", x: "✕" };

/** Whether there are results that the state in the run shown doesn't tell of. */
function hasOlderResults({ results, state }) {
  return Boolean(results) && state !== "d";
}

const FRAME = `
  <span class="picture"><img alt="" draggable="false" decoding="async"></span>
  <i class="tick"></i>
  <b class="mark"></b>
  <span class="state"></span>
  <span class="results"></span>
  <span class="stars"></span>
  <span class="name"></span>
`;

class Frame {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "frame";
    this.element.setAttribute("role", "option");
    this.element.innerHTML = FRAME; // the markup is ours; names are put in as text
    for (const part of ["img", ".mark", ".state", ".results", ".stars", ".name"]) {
      this[part.replace(".", "")] = this.element.querySelector(part);
    }
    this.img.onerror = () => this.element.classList.add("unseen");
    this.img.onload = () => this.element.classList.remove("unseen");
  }

  /** `photo`: what stays; `now`: what changes. Only what is another is written: most runs of the page change nothing. */
  update(photo, now) {
    const written = JSON.stringify([photo, now]);
    if (written === this.written) return;
    this.written = written;
    const { element } = this;
    element.style.left = `${now.place * PITCH}px`;
    element.title = [photo.name, photo.about, hasOlderResults(now) && "has results"].filter(Boolean).join(" · ");
    element.setAttribute("aria-label", this.inWords(photo, now));
    element.setAttribute("aria-selected", String(now.chosen));
    element.setAttribute("aria-posinset", now.place + 1);
    element.setAttribute("aria-setsize", now.count);
    element.classList.toggle("shown", now.shown);
    element.dataset.state = STATES[now.state] ?? "";
    element.dataset.mark = MARKS[now.mark] ?? "";
    element.style.setProperty("--done", `${now.percent ?? 0}%`);
    this.name.textContent = photo.name;
    this.state.textContent = now.state === "r" ? `${now.percent} %` : (STATE_SIGNS[now.state] ?? "");
    this.results.textContent = hasOlderResults(now) ? "○" : "";
    this.mark.textContent = MARK_SIGNS[now.mark] ?? "";
    this.stars.textContent = "★".repeat(now.stars);
    if (this.img.getAttribute("src") !== photo.thumbnail) this.img.src = photo.thumbnail;
  }

  inWords(photo, now) {
    const state = now.state === "r" ? `${now.percent} % done` : STATE_WORDS[now.state];
    const stars = now.stars ? `${now.stars} ${now.stars === 1 ? "star" : "stars"}` : "";
    const parts = [photo.name, now.shown && "shown", now.chosen ? "in the run" : "not in the run", state, hasOlderResults(now) && "has results", MARKS[now.mark], stars];
    return parts.filter(Boolean).join(", ");
  }

  /** Out of sight: a thumbnail that is still on its way is not waited for. */
  remove() {
    this.img.removeAttribute("src");
    this.element.remove();
  }
}
