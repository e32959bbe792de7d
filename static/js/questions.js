/**
 * Takes the answers away as the page leaves the screen: a browser can park it whole and show it
 * again on Back. Without this, the page works the same, and Back can show what was ticked.
 */
for (const form of document.querySelectorAll("[data-module=questions]")) {
  addEventListener("pagehide", () => form.reset());
}
