/** Puts the mark of a footnote into running text, and begins the footnote if it is a new one. */
(() => {
  const { EditorState, Modifier } = window.DraftJS;
  const NAME = "input[name$='-value-name']";

  /** The part of the form that holds the footnotes of the section in which the text stands. */
  function footnotesBeside(place) {
    for (let around = place; around; around = around.parentElement) {
      const found = around.querySelector("[data-contentpath='footnotes']");
      if (found) return found;
    }
    return null;
  }

  /** The fields with the names of those footnotes that nobody has taken out. */
  function namesIn(part) {
    return [...part.querySelectorAll(NAME)].filter((field) => {
      const taken = part.querySelector(`[name='${field.name.replace(/value-name$/, "deleted")}']`);
      return !taken?.value;
    });
  }

  /** One more than the highest number that is the name of a footnote anywhere in the document. */
  function nextName() {
    const all = document.querySelectorAll(`[data-contentpath='footnotes'] ${NAME}`);
    return String(1 + Math.max(0, ...[...all].map((field) => parseInt(field.value, 10) || 0)));
  }

  /** Adds an empty footnote with this name, and gives its text field. */
  function begin(part, name) {
    const buttons = part.querySelectorAll("button.c-sf-add-button");
    buttons[buttons.length - 1].click();
    const field = namesIn(part).at(-1);
    field.value = name;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return field.closest("[data-streamfield-child]").querySelector("[contenteditable='true']");
  }

  function button(words, onClick) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button button-secondary footnote-choice__option";
    element.textContent = words;
    element.addEventListener("click", onClick);
    return element;
  }

  class FootnoteSource extends window.React.Component {
    componentDidMount() {
      const { onClose } = this.props;
      const part = footnotesBeside(window.getSelection().anchorNode?.parentElement);
      if (!part) {
        onClose();
        return;
      }
      this.dialog = document.createElement("dialog");
      this.dialog.className = "footnote-choice";
      this.dialog.setAttribute("aria-label", "Footnote");
      this.dialog.append(
        button("A new footnote", () => this.insert(nextName(), (name) => begin(part, name))),
        ...namesIn(part).map((field) => {
          const note = field.closest("[data-streamfield-child]");
          const words = note.querySelector("[contenteditable='true']")?.textContent ?? "";
          return button(`${field.value}: ${words.slice(0, 70)}`, () => this.insert(field.value));
        }),
        button("Cancel", () => this.dialog.close()),
      );
      this.dialog.addEventListener("close", () => {
        this.dialog.remove();
        if (!this.isDone) onClose();
      });
      document.body.append(this.dialog);
      this.dialog.showModal();
    }

    componentWillUnmount() {
      this.dialog?.remove();
    }

    /** Puts the mark of that name in. `after` may give an element to go on in. */
    insert(name, after) {
      const { editorState, onComplete } = this.props;
      const content = editorState
        .getCurrentContent()
        .createEntity("FOOTNOTE", "IMMUTABLE", { id: name });
      const selection = editorState.getSelection();
      const behind = selection.merge({
        anchorKey: selection.getEndKey(),
        anchorOffset: selection.getEndOffset(),
        focusKey: selection.getEndKey(),
        focusOffset: selection.getEndOffset(),
        isBackward: false,
      });
      const changed = Modifier.insertText(
        content,
        behind,
        `[${name}]`,
        null,
        content.getLastCreatedEntityKey(),
      );
      this.isDone = true;
      this.dialog.close();
      onComplete(EditorState.push(editorState, changed, "insert-characters"));
      // The editor takes the focus back when it is done.
      if (after) setTimeout(() => after(name)?.focus(), 100);
    }
  }

  function Footnote(props) {
    const { id } = props.contentState.getEntity(props.entityKey).getData();
    return window.React.createElement(window.draftail.TooltipEntity, {
      ...props,
      icon: "#icon-superscript",
      label: `Footnote ${id}`,
    });
  }

  window.draftail.registerPlugin({
    type: "FOOTNOTE",
    source: FootnoteSource,
    decorator: Footnote,
  });
})();
