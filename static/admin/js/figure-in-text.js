/** Puts a figure of the registry into running text, shown with its value. */
window.office.registerRecord({
  type: "FIGURE",
  chooser: "figureChooser",
  icon: "order",
  words: (chosen) => chosen.value,
});
