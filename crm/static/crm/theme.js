// Loaded in the head without defer: the stored theme must be set before the first paint.
// The key and the values are those of Django's admin, so that both follow one choice.
(() => {
  const root = document.documentElement;
  const stored = () => {
    try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; }
  };
  const show = (theme) => {
    root.dataset.theme = theme;
    root.dispatchEvent(new CustomEvent("theme", { bubbles: true }));
  };
  const isDark = () => root.dataset.theme === "dark"
    || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  show(stored());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(stored()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch { /* private window: the choice lasts for this page */ }
    show(next);
  });
  window.crmTheme = { isDark };
})();
