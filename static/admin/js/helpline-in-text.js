/** Puts a helpline into running text, shown with its number. */
window.office.registerRecord({
  type: "HELPLINE",
  chooser: "helplineChooser",
  icon: "mobile-alt",
  words: (chosen) => chosen.spoken_form,
});
