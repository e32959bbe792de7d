/** Has words of a text lead to the glossary: those that are marked, else the term itself. */
window.office.registerRecord({
  type: "GLOSSARY",
  chooser: "glossaryChooser",
  icon: "openquote",
  words: (chosen) => chosen.string,
  keepsWords: true,
});
