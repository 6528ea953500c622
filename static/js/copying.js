// A button that copies one field. Without this script the field can still be marked by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "✓";
      setTimeout(() => { button.textContent = said; }, 1500);
    } catch { button.hidden = true; }
  });
}
