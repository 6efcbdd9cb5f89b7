// The cards of the layers. A card lives as long as its layer: a rerun of the page loads no picture anew.

const EXTENTS = { part: "part, enlarged", empty: "empty" };

const MARKUP = `
  <button type="button" title="Show this layer in the viewer">
    <span class="frame"><img alt="" draggable="false"><em hidden>No preview</em></span>
    <strong></strong>
    <span class="blend"></span>
    <span class="extent" hidden></span>
  </button>
  <p></p>
  <a class="save"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2v8M4.5 6.5 8 10l3.5-3.5M2.5 13.5h11" /></svg><span></span></a>
`;

class Card {
  constructor(choose) {
    this.element = document.createElement("li");
    this.element.innerHTML = MARKUP; // the markup is ours; what comes from an archive is put in as text
    const part = (selector) => this.element.querySelector(selector);
    this.button = part("button");
    this.image = part("img");
    this.missing = part("em");
    this.name = part("strong");
    this.blend = part(".blend");
    this.extent = part(".extent");
    this.use = part("p");
    this.save = part("a");
    this.size = part("a span");
    this.button.onclick = () => choose(this.data.number);
    this.image.onerror = () => this.showPicture(false);
    this.image.onload = () => this.showPicture(true);
  }

  update(data, shown) {
    this.data = data;
    this.name.textContent = data.name;
    this.blend.textContent = data.blend;
    this.use.textContent = data.use;
    this.size.textContent = `PNG · ${data.size}`;
    this.save.href = data.download;
    this.save.download = data.file_name;
    this.save.title = data.file_name;
    this.save.setAttribute("aria-label", `Download ${data.name}, ${data.file_name}`);
    this.button.setAttribute("aria-pressed", String(shown));
    this.button.setAttribute("aria-label", `${data.name}, ${data.blend}`);
    if (this.image.getAttribute("src") === data.thumbnail) return;
    this.showExtent(null);
    this.image.src = data.thumbnail;
  }

  showPicture(there) {
    this.image.hidden = !there;
    this.missing.hidden = there;
    this.showExtent(null);
    if (there) this.askExtent(this.data.thumbnail);
  }

  /** What of the layer the picture shows stands in a header of its answer, which lies in the browser's cache by now. */
  async askExtent(thumbnail) {
    const answer = await fetch(thumbnail, { method: "HEAD", cache: "force-cache" }).catch(() => null);
    if (thumbnail === this.data.thumbnail) this.showExtent(answer?.headers.get("X-Layer-Extent"));
  }

  showExtent(extent) {
    const words = Object.hasOwn(EXTENTS, extent ?? "") ? EXTENTS[extent] : "";
    this.extent.textContent = words;
    this.extent.hidden = !words;
  }
}

class Strip {
  constructor(root) {
    this.root = root;
    this.cards = [];
  }

  attach({ setStateValue }) {
    this.send = setStateValue;
  }

  update({ cards, shown }) {
    this.shown = shown;
    this.data = cards;
    while (this.cards.length > cards.length) this.cards.pop().element.remove();
    while (this.cards.length < cards.length) {
      const card = new Card((number) => this.choose(number));
      this.cards.push(card);
      this.root.append(card.element);
    }
    this.paint();
  }

  /** At once, without waiting for the page. */
  choose(number) {
    this.shown = this.shown === number ? null : number;
    this.paint();
    this.send("shown", this.shown);
  }

  paint() {
    this.cards.forEach((card, i) => card.update(this.data[i], this.data[i].number === this.shown));
  }
}

export default mounted(Strip);
