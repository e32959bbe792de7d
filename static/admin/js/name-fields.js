/** Gives names to fields of Wagtail's that have none, for staff who hear the form and don't see it. */
const FIELDS = {
  // A text of many paragraphs, by the heading of its block.
  ".public-DraftEditor-content:not([aria-labelledby])": (field) => {
    const heading = field.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby");
    if (heading) field.setAttribute("aria-labelledby", heading);
  },
  ".tagit-new input:not([aria-label])": (field) => {
    const kept = field.closest(".w-field")?.querySelector("input[name]");
    const label = kept && document.querySelector(`label[for="${kept.id}"]`);
    field.setAttribute("aria-label", label?.firstChild?.textContent.trim() || "Tags");
  },
  "#fileupload:not([aria-label])": (field) => {
    field.setAttribute("aria-label", "Choose files");
  },
  ".w-minimap__list:not([tabindex])": (list) => {
    list.setAttribute("tabindex", "0");
    list.setAttribute("aria-label", "Parts of the page");
  },
};

function nameAll() {
  for (const [selector, name] of Object.entries(FIELDS)) {
    for (const field of document.querySelectorAll(selector)) name(field);
  }
}

nameAll();
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
