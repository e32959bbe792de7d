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
  const { form, submitter } = waiting ?? {};
  waiting = undefined;
  form?.requestSubmit(submitter);
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
      setTimeout(() => waiting && goOn(), LONGEST_MILLISECONDS);
      return;
    }
    wasSent = true;
    setTimeout(() => {
      wasSent = false;
    }, LONGEST_MILLISECONDS);
  },
  { capture: true },
);
