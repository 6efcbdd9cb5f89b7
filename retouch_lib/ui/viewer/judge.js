// The buttons that judge the chosen picture, and how a judgement is drawn and said.

const MARKS = { picked: ["✓", "picked"], rejected: ["✗", "rejected"] };
const STARS = [1, 2, 3, 4, 5];

function starsInWords(stars) {
  return `${stars} ${stars === 1 ? "star" : "stars"}`;
}

/** How a shot was judged, for a chip: "✓ 3★ ✎", the last for a note; empty where it was not. */
function judgedSign({ mark, stars, note }) {
  return [MARKS[mark]?.[0], stars ? `${stars}★` : "", note ? "✎" : ""].filter(Boolean).join(" ");
}

/** The same in words: ["picked", "3 stars", "with a note"]. */
function judgedWords({ mark, stars, note }) {
  return [MARKS[mark]?.[1], stars ? starsInWords(stars) : "", note ? "with a note" : ""].filter(Boolean);
}

class JudgeButtons {
  constructor(root, viewer) {
    this.element = root.querySelector(".judge");
    this.viewer = viewer;
    const find = (what) => this.element.querySelector(`[data-judge=${what}]`);
    [this.pick, this.reject, this.note] = [find("pick"), find("reject"), find("note")];
    this.pick.onclick = () => viewer.judge("pick");
    this.reject.onclick = () => viewer.judge("reject");
    this.note.onclick = () => viewer.judge("note");
    this.stars = STARS.map((count) => this.star(count));
    this.element.querySelector(".stars").append(...this.stars);
  }

  star(count) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "★";
    button.onclick = () => this.viewer.judge("stars", this.shot.stars === count ? 0 : count);
    return button;
  }

  /** `any`: whether anything here can be judged; else the buttons are away, their room is kept unless `never`. */
  update(shot, any, never = false) {
    this.shot = shot;
    this.element.hidden = never;
    this.element.classList.toggle("away", !any);
    this.element.setAttribute("aria-label", shot.mark ? `Judge ${shot.label}` : "Judge");
    this.say(this.pick, `Pick ${shot.label}`, "and go on to the next photo (P)");
    this.saySet(this.pick, shot.mark === "picked", `Take the pick of ${shot.label} back (P or U)`);
    this.say(this.reject, `Reject ${shot.label}`, "(X)");
    this.saySet(this.reject, shot.mark === "rejected", `Take the rejection of ${shot.label} back (X or U)`);
    this.say(this.note, `Note on ${shot.label}`, "(N)");
    if (shot.note) this.note.title = `Note on ${shot.label}: ${shot.note} (N)`;
    this.note.setAttribute("aria-description", shot.note ?? "");
    this.note.classList.toggle("written", Boolean(shot.note));
    this.stars.forEach((button, i) => this.sayStar(button, i + 1));
  }

  sayStar(button, count) {
    const { label, stars } = this.shot;
    this.say(button, `${starsInWords(count)} for ${label}`, `(${count}; 0 for none)`);
    this.saySet(button, stars === count, `Take the ${starsInWords(count)} of ${label} back (0)`);
    button.classList.toggle("lit", count <= stars);
  }

  say(button, words, more) {
    button.disabled = !this.shot.mark;
    button.setAttribute("aria-label", words);
    button.title = this.shot.mark ? `${words} ${more}` : "Choose a result to judge it";
  }

  /** Whether it is so already, and what the next press does then. */
  saySet(button, set, back) {
    button.setAttribute("aria-pressed", String(set));
    if (set) button.title = back;
  }
}
