// The buttons that judge the chosen picture, and how a judgement is drawn and said.

const MARKS = { picked: ["✓", "picked"], rejected: ["✗", "rejected"] };
const STARS = [1, 2, 3, 4, 5];

function starsInWords(stars) {
  return `${stars} ${stars === 1 ? "star" : "stars"}`;
}

/** How a shot was judged, for a chip: "✓ 3★"; empty where it was not. */
function judgedSign({ mark, stars }) {
  return [MARKS[mark]?.[0], stars ? `${stars}★` : ""].filter(Boolean).join(" ");
}

/** The same in words: ["picked", "3 stars"]. */
function judgedWords({ mark, stars }) {
  return [MARKS[mark]?.[1], stars ? starsInWords(stars) : ""].filter(Boolean);
}

class JudgeButtons {
  constructor(root, viewer) {
    this.element = root.querySelector(".judge");
    this.viewer = viewer;
    const find = (what) => this.element.querySelector(`[data-judge=${what}]`);
    [this.pick, this.reject, this.note] = [find("pick"), find("reject"), find("note")];
    this.pick.onclick = () => viewer.judge(this.shot.mark === "picked" ? "clear" : "pick");
    this.reject.onclick = () => viewer.judge(this.shot.mark === "rejected" ? "clear" : "reject");
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

  /** `any`: whether anything here can be judged; else the buttons are away, their room is kept. */
  update(shot, any) {
    this.shot = shot;
    this.element.classList.toggle("away", !any);
    this.element.setAttribute("aria-label", shot.mark ? `Judge ${shot.label}` : "Judge");
    this.say(this.pick, `Pick ${shot.label}`, "and go on to the next photo (P)", shot.mark === "picked");
    this.say(this.reject, `Reject ${shot.label}`, "(X)", shot.mark === "rejected");
    this.say(this.note, `Note on ${shot.label}`, "(N)");
    this.stars.forEach((button, i) => {
      this.say(button, `${starsInWords(i + 1)} for ${shot.label}`, `(${i + 1}; 0 for none)`, shot.stars === i + 1);
      button.classList.toggle("lit", i < shot.stars);
    });
  }

  say(button, words, more, pressed) {
    button.disabled = !this.shot.mark;
    button.setAttribute("aria-label", words);
    button.title = this.shot.mark ? `${words} ${more}` : "Choose a result to judge it";
    if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
  }
}
