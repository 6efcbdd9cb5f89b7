// Closes Streamlit's sidebar after a page was chosen in it, where it lies over the page.

const COVERS = matchMedia("(max-width: 767.98px)"); // from there on Streamlit lays it over the page
const CHOICE = '[data-testid="stSidebarNavLink"]';
const CLOSE = '[data-testid="stSidebarCollapseButton"] button';

function closeAfterChoice(event) {
  if (!COVERS.matches || !event.target.closest?.(CHOICE)) return;
  setTimeout(() => document.querySelector(CLOSE)?.click()); // behind Streamlit's own, which opens the page
}

document.addEventListener("click", closeAfterChoice); // the script is run once, however often pages are changed

class NarrowMenu {
  constructor(root) {
    this.root = root;
  }

  attach() {}

  update() {}
}

export default mounted(NarrowMenu);
