// The question box: Enter asks (never while an input method composes), "/" comes back, the box follows the answer.
(() => {
  const box = () => document.getElementById("question");

  document.addEventListener("keydown", (event) => {
    const field = box();
    if (!field) return;
    if (event.target === field) return onBoxKey(event, field);
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  function onBoxKey(event, field) {
    // 229 is what older engines report for a key that the input method has taken.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    field.form.requestSubmit();
  }

  document.addEventListener("toggle", (event) => {
    const chip = event.target.closest("[data-chip]");
    if (!chip || !chip.open) return;
    document.querySelectorAll("[data-chip][open]").forEach((other) => { if (other !== chip) other.open = false; });
    const input = chip.querySelector("input");
    input.focus();
    if (input.type === "text") input.select();
  }, true);

  document.addEventListener("keydown", (event) => {
    const chip = event.key === "Escape" && event.target.closest("[data-chip][open]");
    if (!chip) return;
    chip.open = false;
    chip.querySelector("summary").focus();
  });

  document.addEventListener("htmx:afterSettle", () => {
    const field = box();
    const fault = document.getElementById("question-error");
    if (!field || !fault) return;
    if (fault.textContent.trim()) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "answer") return;
    const shown = event.detail.target.querySelector("[data-question]");
    const field = box();
    if (shown && field) field.value = shown.dataset.question;
    if (field && matchMedia("(pointer: coarse)").matches) field.blur();
    window.scrollTo({ top: 0 });
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const fault = document.getElementById("question-error");
    if (fault && event.detail.target && event.detail.target.id === "answer") fault.textContent = "";
  });

  // The server could not answer at all: a sentence at the field says what to do.
  document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status));
  document.addEventListener("htmx:sendError", () => say(0));

  function say(status) {
    const fault = document.getElementById("question-error");
    const form = document.querySelector("[data-ask]");
    if (!fault || !form) return;
    fault.textContent = status === 503 ? form.dataset.noDatabase : status === 0 ? form.dataset.noServer : form.dataset.noAnswer;
  }
})();
