// A case is a name and a function that throws when something is wrong. Python calls each by its name.

export const cases = new Map();
const PATIENCE = 10_000; // ms a case may take
let undo = [];

export function test(name, run) {
  if (cases.has(name)) throw new Error(`Two cases are called "${name}"`);
  cases.set(name, run);
}

/** Runs one case, then whatever it asked for with `afterwards`, the latest first. */
export async function run(name) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("It did not come to an end")), PATIENCE);
  });
  try {
    await Promise.race([cases.get(name)(), late]);
  } finally {
    clearTimeout(timer);
    for (const each of undo.reverse()) each();
    undo = [];
  }
}

export function afterwards(action) {
  undo.push(action);
}

/** Puts `value` in place of a property until the case is over; returns it. */
export function stub(object, name, value) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  afterwards(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
  return value;
}

// What a case expects

function written(value) {
  return JSON.stringify(value, (_, each) => (each === undefined || Number.isNaN(each) ? String(each) : each));
}

function fail(about, what) {
  throw new Error(about ? `${about}: ${what}` : what);
}

/** The same text, number, list or record. */
export function equal(actual, wanted, about = "") {
  if (written(actual) !== written(wanted)) fail(about, `${written(actual)} instead of ${written(wanted)}`);
}

export function ok(value, about) {
  if (!value) fail(about, "not so");
}

/** A number, or a record or list of numbers, that differs by no more than `within`. */
export function near(actual, wanted, about = "", within = 1e-9) {
  if (typeof wanted !== "number") {
    for (const name of Object.keys(wanted)) near(actual[name], wanted[name], `${about} ${name}`, within);
  } else if (!(Math.abs(actual - wanted) <= within)) {
    fail(about, `${actual} instead of ${wanted}`);
  }
}
