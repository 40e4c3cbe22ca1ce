// Draws the answer's chart. Vega is fetched when the first chart appears; its expressions are interpreted (`ast`), so
// that the page needs no 'unsafe-eval'; its own style elements stay off, so that it needs no 'unsafe-inline'.
(() => {
  const bundle = document.currentScript.dataset.bundle;
  let scripts = null;

  function load() {
    scripts ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = resolve;
      script.onerror = () => { scripts = null; reject(new Error("charts unavailable")); };
      document.head.append(script);
    });
    return scripts;
  }

  function themed() {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const font = getComputedStyle(document.body).fontFamily;
    const words = { labelColor: colour("--ink-soft"), titleColor: colour("--ink-soft"), labelFont: font, titleFont: font };
    const mark = colour("--chart-1");
    return {
      font,
      text: { color: colour("--ink-soft"), font },
      axis: { ...words, gridColor: colour("--line"), domainColor: colour("--line"), tickColor: colour("--line") },
      legend: words,
      bar: { color: mark },
      line: { color: mark },
      point: { color: mark },
    };
  }

  // The spec carries the light theme's colours; those of the page's theme lie over them.
  function merged(below, above) {
    const both = { ...below };
    Object.entries(above).forEach(([key, value]) => {
      both[key] = value && typeof value === "object" ? merged(below?.[key], value) : value;
    });
    return both;
  }

  async function draw(place) {
    place.dataset.drawn = "yes";
    const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    try {
      await load();
    } catch {
      place.closest(".chart").hidden = true;
      return;
    }
    spec.config = merged(spec.config, themed());
    place.view?.finalize();
    const drawn = await window.vegaEmbed(place, spec, {
      ast: true, actions: false, defaultStyle: false, renderer: "svg", logLevel: 1,
      tooltip: { disableDefaultStyle: true, theme: "custom" },
    });
    place.view = drawn.view;
  }

  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);
  const drawNew = () => document.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawNew);
  document.addEventListener("htmx:afterSwap", drawNew);
  document.addEventListener("theme", drawAll);
  if (document.readyState !== "loading") drawNew();
})();
