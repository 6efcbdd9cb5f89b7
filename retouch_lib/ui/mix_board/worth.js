// Strengths are thousandths of a layer's opacity; people see what they are worth, in per cent. No DOM here.

const FULL = 1000;

/** What a strength is worth, in per cent, not rounded; `full`: what full strength is, 1 for 100 %. */
function perCent(strength, full) {
  return (100 * full * strength) / FULL;
}

/** The strength that is worth so many per cent, as far as the row goes. */
function strengthOf(value, { full: [full], most }) {
  return Math.min(Math.max(Math.round((value / 100 / full) * FULL), 0), most);
}

/** A row's slider in whole per cent: its end, and where it stands. */
function rangeOf(strength, { full: [full], most }) {
  return { max: Math.floor(perCent(most, full) + 1e-6), value: Math.round(perCent(strength, full)) };
}

/** What a slider moves, each by its name: "Whiten + Brighten" → ["Whiten", "Brighten"]. */
function labelsOf({ label, full }) {
  return full.length < 2 ? [label] : label.split(" + ");
}

/** What moves along with the number that the slider shows: "Brighten 18 %"; empty where nothing does. */
function othersInWords(strength, row) {
  const labels = labelsOf(row);
  return row.full
    .slice(1)
    .map((each, i) => `${labels[i + 1]} ${Math.round(perCent(strength, each))} %`)
    .join(", ");
}
