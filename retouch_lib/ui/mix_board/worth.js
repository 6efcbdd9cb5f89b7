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

/** What the slider shows, in words: of a pair both numbers, "Whiten + Brighten: 25 % and 18 %". */
function worthInWords(strength, { label, full }) {
  if (full.length < 2) return label;
  return `${label}: ${full.map((each) => `${Math.round(perCent(strength, each))} %`).join(" and ")}`;
}
