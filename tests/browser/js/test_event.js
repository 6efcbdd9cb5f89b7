import { MIX_EVENT, tellMix } from "/viewer/viewer.js";
import { afterwards, equal, test } from "./cases.js";

test("what is told of a mix is heard on the document, with its details", () => {
  const heard = [];
  const hear = ({ detail }) => heard.push(detail);
  document.addEventListener(MIX_EVENT, hear);
  afterwards(() => document.removeEventListener(MIX_EVENT, hear));
  tellMix(MIX_EVENT, { mix: "a", opacities: { 0: 0.5 }, resting: true });
  equal(heard, [{ mix: "a", opacities: { 0: 0.5 }, resting: true }]);
});
