// Which of its faces each row is looked at; the largest first. No DOM here.

const OF_A_FACE = new Set(["face", "eyes", "cheek"]);

class FacesSeen {
  constructor() {
    this.at = new Map(); // row's id → place of the face among its own
  }

  /** The place of the face at which a row is looked at. */
  of({ id }) {
    return this.at.get(id) ?? 0;
  }

  /** "face 1 of 4"; empty where there is none to choose between. */
  words({ id, faces = 0 }, { region }) {
    return faces > 1 && OF_A_FACE.has(region) ? `face ${this.of({ id }) + 1} of ${faces}` : "";
  }

  /** Goes to a row's next face, behind the last to the first; whether there is another. */
  next(row, view) {
    if (!this.words(row, view)) return false;
    this.at.set(row.id, (this.of(row) + 1) % row.faces);
    return true;
  }

  /** The view with these rows' own regions: "eyes2" for the third face. */
  seen(view) {
    if (!OF_A_FACE.has(view.region)) return view;
    const others = [...this.at].filter(([, place]) => place > 0);
    return { ...view, spots: Object.fromEntries(others.map(([id, place]) => [id, `${view.region}${place}`])) };
  }
}
