// Sorts the rows of an answer in the browser: stable, numbers as numbers, Chinese by the reader's language, unknown last.
(() => {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const isNumber = (text) => /^-?\d+(\.\d+)?(E[+-]?\d+)?$/i.test(text);

  function prepare(table) {
    if (table.dataset.ready) return;
    table.dataset.ready = "yes";
    [...table.tBodies[0].rows].forEach((row, place) => { row.dataset.place = place; });
    table.querySelectorAll("thead th").forEach((head, column) => {
      const label = head.querySelector("span");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label.textContent;
      button.addEventListener("click", () => sort(table, head, column));
      label.replaceWith(button);
    });
  }

  // First click sorts numbers from the largest and words from A; the second turns round; the third restores the answer's order.
  function sort(table, head, column) {
    const first = head.classList.contains("number") ? "descending" : "ascending";
    const second = first === "ascending" ? "descending" : "ascending";
    const now = head.getAttribute("aria-sort");
    const next = now === first ? second : now === second ? null : first;
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    if (next) head.setAttribute("aria-sort", next);
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => a.dataset.place - b.dataset.place);
    if (next) rows.sort((a, b) => compare(key(a, column), key(b, column), next === "ascending" ? 1 : -1));
    body.append(...rows);
  }

  const key = (row, column) => row.cells[column].dataset.sort;

  function compare(a, b, direction) {
    if (a === "" || b === "") return (a === "") - (b === "");
    if (isNumber(a) && isNumber(b)) return direction * (Number(a) - Number(b));
    return direction * collator.compare(a, b);
  }

  const prepareAll = () => document.querySelectorAll("table[data-sortable]").forEach(prepare);
  document.addEventListener("DOMContentLoaded", prepareAll);
  document.addEventListener("htmx:afterSwap", prepareAll);
  if (document.readyState !== "loading") prepareAll();
})();
