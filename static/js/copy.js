/** Copies the text beside a button. Without it, the text can be selected. */
function offerCopy(root) {
  const button = root.querySelector("button");
  const status = root.querySelector("[role=status]");
  const text = root.querySelector("[data-text]").textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = button.dataset.done;
    } catch {
      status.textContent = button.dataset.failed;
    }
  });
}

// Browsers offer the clipboard only over an encrypted connection.
if (navigator.clipboard) {
  for (const root of document.querySelectorAll("[data-module=copy]")) {
    offerCopy(root);
  }
}
