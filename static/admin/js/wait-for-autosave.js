/**
 * A form that is sent while the editor saves by itself waits until that is done. Else a new page
 * would be made twice, and its author would read that the slug is in use.
 */
const LONGEST_MILLISECONDS = 10 * 1000;
let isSaving = false;
let wasSent = false;
let waiting;

function goOn() {
  isSaving = false;
  if (!waiting) return;
  const { form, submitter } = waiting;
  waiting = undefined;
  // The button is switched off by now, or a new one stands in its place; what it says must come along.
  const said = Object.assign(document.createElement("input"), { type: "hidden" });
  if (submitter?.name) {
    Object.assign(said, { name: submitter.name, value: submitter.value });
    form.append(said);
  }
  form.requestSubmit();
  said.remove();
}

document.addEventListener("w-autosave:save", (event) => {
  // What is being sent holds all of it.
  if (wasSent) event.preventDefault();
  isSaving = !wasSent;
});
document.addEventListener("w-autosave:success", goOn);
document.addEventListener("w-autosave:error", goOn);

document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-edit-form]")) return;
    if (isSaving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { form: event.target, submitter: event.submitter };
      setTimeout(goOn, LONGEST_MILLISECONDS);
      return;
    }
    wasSent = true;
    setTimeout(() => {
      wasSent = false;
    }, LONGEST_MILLISECONDS);
  },
  { capture: true },
);
