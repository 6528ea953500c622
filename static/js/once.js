// A form is sent once: after the first press its button waits. A form with data-many may be sent again
// (for instance one that answers with a file).
const waiting = new Map();

function hold(form, button) {
  waiting.set(form, { button, nodes: [...button.childNodes] });
  button.disabled = true;
  button.textContent = document.body.dataset.busy || "…";
  setTimeout(() => release(form), 20000); // the line broke: let the person try again
}

function release(form) {
  const held = waiting.get(form);
  if (!held) return;
  waiting.delete(form);
  held.button.disabled = false;
  held.button.replaceChildren(...held.nodes);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "many" in form.dataset) return;
  if (waiting.has(form)) return event.preventDefault();
  const button = event.submitter || form.querySelector("[type=submit]");
  // After the event, so that the name and value of the button still travel with the form.
  setTimeout(() => {
    if (!event.defaultPrevented && button) hold(form, button);
  });
});

// Back button: the page may come out of the browser's memory as it was left.
window.addEventListener("pageshow", () => [...waiting.keys()].forEach(release));
