/** On a small screen the panel of checks covers the form, so a link into the form closes it. */
document.addEventListener("click", (event) => {
  const panel = event.target.closest("[data-side-panel=checks]");
  const link = event.target.closest("#checks-found a");
  if (link && panel.offsetWidth > window.innerWidth / 2) {
    document.querySelector("[data-side-panel-toggle=checks]").click();
  }
});
