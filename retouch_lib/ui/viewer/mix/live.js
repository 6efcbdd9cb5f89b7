// What the board says reaches the pictures of its mix.

class LiveMixes {
  constructor(stage) {
    this.stage = stage;
    this.hear = ({ detail }) => this.follow(detail);
  }

  attach() {
    document.addEventListener(MIX_EVENT, this.hear);
  }

  detach() {
    document.removeEventListener(MIX_EVENT, this.hear);
  }

  follow({ mix, opacities, resting }) {
    for (const { picture } of this.stage.panes.values()) {
      if (picture.shot?.mix?.id !== mix) continue;
      picture.hear(opacities);
      if (resting) picture.tell(); // a board that has just come knows nothing yet
    }
  }
}
