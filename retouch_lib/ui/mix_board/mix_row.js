// One layer's row. It lives as long as its layer: a rerun of the page loads no picture anew and takes no focus away.

const ROW = `
  <button type="button" class="eye"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1 8q7-9 14 0q-7 9-14 0z" /><circle cx="8" cy="8" r="2" /><path class="off" d="M2 14 14 2" /></svg></button>
  <img alt="" draggable="false">
  <div class="name"><strong></strong><span class="blend"></span></div>
  <button type="button" class="why" aria-expanded="false" title="What this slider means">?</button>
  <label class="value"><input type="number" min="0" step="1" inputmode="numeric"><span aria-hidden="true">%</span></label>
  <button type="button" class="solo" title="This layer alone, and back">Solo</button>
  <button type="button" class="reset" title="As it was rendered"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 6a5 5 0 1 1-1 4M4 2v4h4" /></svg></button>
  <input type="range" min="0" step="1">
  <span class="about"><span class="badge" hidden>extrapolated</span><span class="others"></span></span>
  <p hidden></p>
`;

class MixRow {
  /** `board` is told what the user does: `move`, `rest`, `mute`, `solo`. */
  constructor(board) {
    this.element = document.createElement("li");
    this.element.innerHTML = ROW; // the markup is ours; what comes from an archive is put in as text
    const part = (selector) => this.element.querySelector(selector);
    [this.eye, this.solo, this.reset] = [".eye", ".solo", ".reset"].map(part);
    [this.number, this.range] = ["[type=number]", "[type=range]"].map(part);
    [this.image, this.name, this.blend] = ["img", "strong", ".blend"].map(part);
    [this.others, this.badge, this.why, this.sentence] = [".others", ".badge", ".why", "p"].map(part);
    this.why.onclick = () => this.explain(this.sentence.hidden);
    this.eye.onclick = () => board.mute(this.data.number);
    this.solo.onclick = () => board.solo(this.data.number);
    this.reset.onclick = () => board.put(this.data.number, FULL);
    this.range.oninput = () => board.move(this.data.number, strengthOf(this.range.valueAsNumber, this.data));
    this.range.onchange = () => board.rest(this.byKey ? this.data.number : null);
    this.range.onkeydown = () => this.take(true);
    this.range.onpointerdown = () => this.take(false); // a handler that returned false would keep the slider from moving
    this.number.onchange = () => this.type(board);
    this.number.onkeydown = ({ key }) => {
      if (key === "Escape") this.giveUp();
    };
  }

  /** A key moves the slider, or a pointer does. */
  take(byKey) {
    this.byKey = byKey;
  }

  /** What is no number, or what stood there, changes nothing: what is shown is rounded. */
  type(board) {
    const value = this.number.valueAsNumber;
    if (Number.isNaN(value) || value === rangeOf(this.strength, this.data).value) return this.giveUp();
    this.typed = true;
    board.put(this.data.number, strengthOf(value, this.data));
  }

  /** What stood in the field before it was typed in stands there again. */
  giveUp() {
    this.typed = true;
    this.show(this.strength, this.isAlone);
  }

  update(data) {
    this.data = data;
    this.name.textContent = this.name.title = data.name;
    this.blend.textContent = [data.blend, data.idle ? "nothing to do here" : labelsOf(data)[0]].filter(Boolean).join(" · ");
    this.sentence.textContent = data.sentence;
    this.why.hidden = !data.sentence;
    this.why.setAttribute("aria-label", `What the slider of ${data.name} means`);
    if (!data.sentence) this.explain(false);
    this.element.classList.toggle("idle", Boolean(data.idle));
    if (this.image.getAttribute("src") !== data.thumbnail) this.image.src = data.thumbnail;
    this.range.setAttribute("aria-label", `${data.name}: ${data.label}`);
    this.number.setAttribute("aria-label", `${data.name}: ${data.label}, per cent`);
    this.solo.setAttribute("aria-label", `${data.name} alone`);
    this.reset.setAttribute("aria-label", `${data.name} as it was rendered`);
  }

  /** The sentence stands below the slider, or is put away. */
  explain(isWanted) {
    this.sentence.hidden = !isWanted;
    this.why.setAttribute("aria-expanded", String(isWanted));
  }

  show(strength, isAlone) {
    [this.strength, this.isAlone] = [strength, isAlone];
    const { max, value } = rangeOf(strength, this.data);
    [this.range.max, this.number.max] = [max, max];
    this.range.value = value;
    this.range.setAttribute("aria-valuetext", `${value} %`);
    this.showNumber(value);
    this.others.textContent = othersInWords(strength, this.data);
    this.badge.hidden = strength <= FULL;
    this.reset.disabled = strength === FULL;
    this.eye.setAttribute("aria-pressed", String(strength === 0));
    this.eye.title = strength ? "Hide" : "Show";
    this.eye.setAttribute("aria-label", `Hide ${this.data.name}`);
    this.solo.setAttribute("aria-pressed", String(isAlone));
    this.element.classList.toggle("off", strength === 0);
  }

  /** What is being typed is not written over. */
  showNumber(value) {
    const isTyping = this.number.getRootNode().activeElement === this.number && !this.typed;
    if (!isTyping) this.number.value = value;
    this.typed = false;
  }
}
