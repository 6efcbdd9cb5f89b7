"use strict";
/** Every photo of the page with the pictures of its cells: [{ whole, face, cheek }, …], the original first. */
const photos = [...document.querySelectorAll(".photo")].map((section) => {
  const figures = [...section.querySelectorAll("figure")];
  const more = JSON.parse(section.querySelector(".more").textContent);
  return {
    section,
    figures,
    name: section.querySelector("h2 bdi").textContent,
    cells: figures.map((figure, place) => ({
      ...more[place],
      whole: figure.querySelector("img")?.src,
      labels: figure.dataset.labels,
      look: figure.querySelector("figcaption bdi").textContent,
    })),
  };
});

/** Says in a group of buttons which one holds. */
const press = (buttons, holds) => {
  for (const button of buttons) button.setAttribute("aria-pressed", String(holds(button)));
};

document.body.classList.add("live");
