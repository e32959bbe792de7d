/**
 * Starts Wagtail's widgets, where Wagtail has inline script: see editorial/starting_widgets.py.
 * An element of its own is met at the very moment at which an inline script would have run: while
 * the page is read, and before the call returns that puts a dialog or a new row into it. Wagtail
 * counts on that. Only what stands here can be started, whatever the page holds.
 */
(() => {
  // What was typed stays: the form says if it is no date. Wagtail's calendar would put this very
  // minute in its place, without a word, so that 01/12/2026 09:30 went live at once.
  window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

  const chooser = (name) => (id, options) => new window[name](id, options);
  const panel = (name) => (id, options) => new window[name](options);

  const START = new Map([
    ["Chooser", chooser("Chooser")],
    ["Date", (id, options) => window.initDateChooser(id, options)],
    ["DateTime", (id, options) => window.initDateTimeChooser(id, options)],
    ["DocumentChooser", chooser("DocumentChooser")],
    ["ImageChooser", chooser("ImageChooser")],
    ["InlinePanel", panel("InlinePanel")],
    ["MultipleChooserPanel", panel("MultipleChooserPanel")],
    ["PageChooser", chooser("PageChooser")],
    ["SnippetChooser", chooser("SnippetChooser")],
    ["TaskChooser", (id) => window.createTaskChooser(id)],
    ["Time", (id, options) => window.initTimeChooser(id, options)],
  ]);

  class OfficeStart extends HTMLElement {
    /** Once only: an element that is moved to another place is connected again. */
    connectedCallback() {
      if (this.hasStarted) return;
      this.hasStarted = true;
      const { kind, id, options } = JSON.parse(this.previousElementSibling.textContent);
      const start = START.get(kind);
      if (!start) throw new Error(`No widget is called ${kind}: see start-widgets.js.`);
      start(id, options);
    }
  }

  customElements.define("office-start", OfficeStart);
})();
