/**
 * Puts a record into running text: chosen from its list, shown with its words of today.
 * `office.registerRecord` takes the type of the entity, the name of its chooser's address, an icon,
 * and a function from what was chosen to the words that stand in the text. With `keepsWords`, what
 * the editor has marked stays as it is and leads to the record.
 */
(() => {
  const { EditorState, Modifier } = window.DraftJS;

  function registerRecord({ type, chooser, icon, words, keepsWords = false }) {
    class RecordSource extends window.draftail.ModalWorkflowSource {
      getChooserConfig() {
        return {
          url: this.props.entityType.chooserUrls[chooser],
          urlParams: {},
          onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
          responses: { chosen: this.onChosen },
        };
      }

      onChosen(chosen) {
        const { editorState, onComplete } = this.props;
        const selection = editorState.getSelection();
        const content = editorState
          .getCurrentContent()
          .createEntity(type, keepsWords ? "MUTABLE" : "IMMUTABLE", {
            id: chosen.id,
            name: chosen.string,
          });
        const key = content.getLastCreatedEntityKey();
        const changed =
          keepsWords && !selection.isCollapsed()
            ? Modifier.applyEntity(content, selection, key)
            : Modifier.replaceText(content, selection, words(chosen), null, key);
        this.workflow.close();
        onComplete(EditorState.push(editorState, changed, "insert-characters"));
      }
    }

    function Record(props) {
      const { name } = props.contentState.getEntity(props.entityKey).getData();
      return window.React.createElement(window.draftail.TooltipEntity, {
        ...props,
        icon: `#icon-${icon}`,
        label: name,
      });
    }

    window.draftail.registerPlugin({ type, source: RecordSource, decorator: Record });
  }

  window.office = { registerRecord };
})();
