// What the board of a mix and the viewer tell each other in the page, without a run of it.

/** From the board, on the document: {mix, opacities: {number: 0-1.5}, resting}. */
const MIX_EVENT = "retouch-lab:mix";
/** From the viewer, on the document: {mix, live, reason}; `reason`: a sentence, where `live` is false. */
const MIX_LIVE_EVENT = "retouch-lab:mix-live";

function tellMix(type, detail) {
  document.dispatchEvent(new CustomEvent(type, { detail }));
}
