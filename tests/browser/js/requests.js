// Stands in for XMLHttpRequest: nothing is sent, and a request ends when the case says so.

import { stub } from "./cases.js";

/** Until the case is over: every request that was made, the first one first. */
export function requests() {
  const made = [];
  stub(
    window,
    "XMLHttpRequest",
    class {
      constructor() {
        this.upload = {};
        this.aborted = 0;
        this.status = 0;
        made.push(this);
      }

      open(method, address) {
        Object.assign(this, { method, address });
      }

      send(body) {
        this.body = body;
      }

      abort() {
        this.aborted += 1;
        this.onloadend();
      }

      answer(status, text) {
        Object.assign(this, { status, responseText: text });
        this.onload();
        this.onloadend();
      }

      lose() {
        this.onerror();
        this.onloadend();
      }
    },
  );
  return made;
}
