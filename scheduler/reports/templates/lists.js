"use strict";
// Lists that sort by a click on a heading and show only rows that hold a text; without this they are whole.
const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
const value = cell => cell.dataset.key ?? cell.textContent.trim();
const language = document.documentElement.lang;
function sort(table, column, head) {
  const up = head.getAttribute("aria-sort") !== "ascending";
  const number = head.classList.contains("n");
  const known = row => value(row.cells[column]) !== "" && value(row.cells[column]) !== "–";
  const compare = (a, b) => {
    if (known(a) !== known(b)) return known(a) ? -1 : 1;
    const [x, y] = [value(a.cells[column]), value(b.cells[column])];
    return (up ? 1 : -1) * (number ? Number(x) - Number(y) : x.localeCompare(y, language, {numeric: true}));
  };
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
}
for (const table of document.querySelectorAll("table.list")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, column, head));
    head.append(button);
  });
  if (table.tBodies[0].rows.length < 8) continue;
  const label = document.createElement("label"), input = document.createElement("input");
  label.className = "find";
  input.type = "search";
  label.append({{ find | tojson }} + " ", input);
  input.addEventListener("input", () => {
    const wanted = plain(input.value.trim());
    for (const row of table.tBodies[0].rows) row.hidden = !plain(row.textContent).includes(wanted);
  });
  table.parentElement.before(label);
}
