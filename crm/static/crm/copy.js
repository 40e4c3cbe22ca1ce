// Copies a field or the table (tab-separated, as a spreadsheet takes it). The buttons appear where copying is possible.
(() => {
  if (!navigator.clipboard) return;

  const reveal = () => document.querySelectorAll("[data-copy], [data-copy-table]").forEach((button) => { button.hidden = false; });

  function tableText(panel) {
    const line = (row) => [...row.cells].map((cell) => disarm((cell.title || cell.innerText).replace(/\s+/g, " ").trim())).join("\t");
    const head = [...panel.querySelectorAll("thead th")].map((cell) => cell.innerText.trim()).join("\t");
    return [head, ...[...panel.querySelectorAll("tbody tr")].map(line)].join("\n");
  }

  // A pasted text that begins like a formula would run in the spreadsheet.
  const disarm = (text) => (/^[=+\-@]/.test(text) && !/^[+-]?[\d,.]+%?$/.test(text) ? `'${text}` : text);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-table]");
    if (!button) return;
    const text = button.dataset.copy
      ? document.getElementById(button.dataset.copy).value
      : tableText(button.closest("[data-table-panel]"));
    await navigator.clipboard.writeText(text);
    const label = button.querySelector("span");
    const before = label.textContent;
    if (before === button.dataset.done) return;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 1600);
  });

  document.addEventListener("DOMContentLoaded", reveal);
  document.addEventListener("htmx:afterSwap", reveal);
  if (document.readyState !== "loading") reveal();
})();
