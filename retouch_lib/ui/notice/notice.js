// One message of the browser's when what was at work comes to its end, wherever its person looks by then.

const SAYS = {
  granted: "The browser will tell you when it ends.",
  denied: "This browser is set to show no messages of this page. When it ends, the page says so.",
};
const WORKED = new Set(); // what was seen at work since the page was opened: of all else nobody waits for the end

class Notice {
  constructor(root) {
    this.root = root;
    this.button = root.querySelector("button");
    this.status = root.querySelector("span");
    this.button.onclick = async () => {
      await Notification.requestPermission();
      this.draw();
    };
  }

  attach() {}

  update({ what, said, works }) {
    this.works = works;
    if (works) WORKED.add(what);
    else if (WORKED.delete(what)) this.tell(what, said);
    this.draw();
  }

  draw() {
    const may = "Notification" in window && isSecureContext ? Notification.permission : "";
    this.root.hidden = !this.works || !may;
    this.button.hidden = may !== "default";
    this.status.textContent = SAYS[may] ?? "";
  }

  /** Whoever has the page before them sees it there. */
  tell(what, said) {
    if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
    try {
      const message = new Notification("Retouch Lab", { body: said, tag: what });
      message.onclick = () => {
        window.focus();
        message.close();
      };
    } catch {
      // Chrome on Android has messages of service workers only: the page says it, as it does anyway.
    }
  }
}

export default mounted(Notice);
