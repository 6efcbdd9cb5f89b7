
/** The grid: what all of its pictures show. */
const tools = [...document.querySelectorAll(".tools [data-part]")];
const showAll = (part) => {
  press(tools, (button) => button.dataset.part === part);
  for (const { figures, cells } of photos) {
    figures.forEach((figure, place) => {
      const image = figure.querySelector("img");
      if (image === null) return;
      image.src = cells[place][part] ?? cells[place].whole;
      image.style.height = "auto";
    });
  }
};
for (const button of tools) button.addEventListener("click", () => showAll(button.dataset.part));

/** One picture large, over the original, with a line to swipe. */
class Large {
  constructor(dialog) {
    this.dialog = dialog;
    this.frame = dialog.querySelector(".frame");
    this.range = dialog.querySelector("input");
    this.parts = [...dialog.querySelectorAll("[data-part]")];
    this.part = "whole";
    this.photo = 0;
    this.look = 1;
    this.listen();
  }

  listen() {
    this.dialog.querySelector(".close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.opener?.focus());
    this.range.addEventListener("input", () => this.cut(Number(this.range.value)));
    for (const button of this.parts) {
      button.addEventListener("click", () => {
        this.part = button.dataset.part;
        this.draw();
      });
    }
    for (const button of this.dialog.querySelectorAll(".step")) {
      button.addEventListener("click", () => this.step(Number(button.dataset.photo ?? 0), Number(button.dataset.look ?? 0)));
    }
    const drag = (event) => {
      if (event.type === "pointermove" && event.buttons === 0) return;
      const box = this.frame.getBoundingClientRect();
      this.cut(Math.min(100, Math.max(0, (100 * (event.clientX - box.left)) / box.width)));
    };
    this.frame.addEventListener("pointerdown", (event) => {
      this.frame.setPointerCapture(event.pointerId);
      drag(event);
    });
    this.frame.addEventListener("pointermove", drag);
    this.dialog.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (event.target === this.range || !(event.key in steps)) return;
    event.preventDefault();
    this.step(...steps[event.key]);
  }

  open(photo, look, opener) {
    this.opener = opener;
    [this.photo, this.look] = [photo, look];
    this.part = document.querySelector('.tools [aria-pressed="true"]')?.dataset.part ?? "whole";
    this.cut(look === 0 ? 100 : 50);
    this.draw();
    this.dialog.showModal();
  }

  step(photo, look) {
    this.photo = (this.photo + photo + photos.length) % photos.length;
    const count = photos[this.photo].cells.length;
    this.look = (Math.min(this.look, count - 1) + look + count) % count;
    this.draw();
  }

  cut(share) {
    this.range.value = String(share);
    this.frame.style.setProperty("--cut", `${share}%`);
  }

  draw() {
    const { name, cells } = photos[this.photo];
    const [before, after] = [cells[0], cells[this.look]];
    const part = before[this.part] && after[this.part] ? this.part : "whole";
    this.dialog.querySelector(".photo-name").textContent = name;
    this.dialog.querySelector(".look-name").textContent = after.look;
    this.dialog.querySelector(".labels").textContent = after.labels;
    this.frame.querySelector(".before").src = before[part] ?? "";
    this.frame.querySelector(".after").src = after[part] ?? "";
    this.frame.querySelector(".after").alt = `${name}, ${after.look}`;
    this.frame.classList.toggle("exact", part === "cheek");
    press(this.parts, (button) => button.dataset.part === part);
  }
}

const large = new Large(document.querySelector("dialog.large"));
photos.forEach(({ figures }, photo) => {
  figures.forEach((figure, look) => {
    const button = figure.querySelector(".open");
    button.addEventListener("click", () => large.open(photo, look, button));
  });
});
