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

  async function draw(place) {
    place.dataset.drawn = "yes";
    const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    try {
      await load();
    } catch {
      place.closest(".chart").hidden = true;
      return;
    }
    place.view?.finalize();
    const drawn = await window.vegaEmbed(place, spec, {
      ast: true, actions: false, defaultStyle: false, renderer: "svg", config: themed(),
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
