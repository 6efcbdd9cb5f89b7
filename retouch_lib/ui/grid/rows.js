// The rows and cells that are in sight; what leaves it leaves the page. A cell that stays is never made anew.

class Rows {
  constructor(body) {
    this.body = body;
    this.made = new Map(); // row's id → {element, views: column → CellView}
  }

  /** The cell at a place among the rows shown; only of those in sight. */
  view(sheet, { row, column }) {
    return this.made.get(sheet.row(row).id)?.views.get(column);
  }

  /** `look`: {sheet, choice, faces, lattice, view, ratio}: what is in the cells, which are selected, which faces are seen, where and how they lie. */
  paint(look, rows, columns) {
    const wanted = new Map();
    for (let place = rows.from; place < rows.to; place += 1) wanted.set(look.sheet.row(place).id, place);
    for (const id of this.made.keys()) {
      if (!wanted.has(id)) this.remove(id);
    }
    for (const [id, place] of wanted) this.paintRow(look, id, place, columns);
  }

  remove(id) {
    const { element, views } = this.made.get(id);
    for (const view of views.values()) view.leave();
    element.remove();
    this.made.delete(id);
  }

  paintRow(look, id, place, { from, to }) {
    const { element, views } = this.rowFor(id);
    element.style.top = `${look.lattice.top(place)}px`;
    element.dataset.row = String(place);
    element.setAttribute("aria-rowindex", String(place + 2));
    for (const [column, view] of views) {
      if (column === 0 || (column > from && column <= to)) continue;
      view.leave();
      views.delete(column);
    }
    this.paintCell(look, element, views, place, 0);
    for (let column = from + 1; column <= to; column += 1) this.paintCell(look, element, views, place, column);
  }

  rowFor(id) {
    if (!this.made.has(id)) {
      const element = document.createElement("div");
      element.className = "row";
      element.setAttribute("role", "row");
      this.body.append(element);
      this.made.set(id, { element, views: new Map() });
    }
    return this.made.get(id);
  }

  paintCell({ sheet, choice, faces, lattice, view, ratio }, element, views, place, column) {
    if (!views.has(column)) {
      views.set(column, new CellView());
      element.append(views.get(column).element);
    }
    const row = sheet.row(place);
    const cell = sheet.cell(row, column) ?? { ...BLANK, label: "no result" };
    const painted = views.get(column);
    const address = addressOf(cell, row.id, view, stepFor(lattice.side, ratio));
    const face = column === 0 ? faces.words(row, view) : "";
    const { exact, named } = view;
    painted.update({ cell, row, column, address, exact, ratio, tied: sheet.isTied(row), named, face });
    painted.place(`cell-${place}-${column}`, column === 0 ? "" : `${lattice.left(column)}px`);
    const isAt = choice.at.row === place && choice.at.column === column;
    painted.choose(isAt, choice.has({ row: place, column }), choice.isMany);
  }
}

/** A cell's picture, at the crop and in the size that it is looked at now. */
function addressOf(cell, rowId, { region, spots }, side) {
  return cell.src.replace("{region}", spots[rowId] ?? region).replace("{side}", String(side));
}

/** The addresses of these rows' pictures, a row after the other: of the original, and of the columns in sight. */
function addressesOf({ sheet, lattice, view, ratio }, places, { from, to }) {
  const columns = [0, ...Array.from({ length: to - from }, (_, i) => from + 1 + i)];
  const side = stepFor(lattice.side, ratio);
  const one = (row, column) => addressOf(sheet.cell(row, column) ?? BLANK, row.id, view, side);
  return places.flatMap((place) => columns.map((column) => one(sheet.row(place), column)));
}
