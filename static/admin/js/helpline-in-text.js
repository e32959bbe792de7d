/** Puts a helpline into running text: chosen from the registry, shown with its number. */
(() => {
  const { EditorState, Modifier } = window.DraftJS;

  class HelplineSource extends window.draftail.ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.helplineChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    onChosen(chosen) {
      const { editorState, onComplete } = this.props;
      const content = editorState
        .getCurrentContent()
        .createEntity("HELPLINE", "IMMUTABLE", { id: chosen.id, name: chosen.string });
      const changed = Modifier.replaceText(
        content,
        editorState.getSelection(),
        chosen.spoken_form,
        null,
        content.getLastCreatedEntityKey(),
      );
      this.workflow.close();
      onComplete(EditorState.push(editorState, changed, "insert-characters"));
    }
  }

  function Helpline(props) {
    const { name } = props.contentState.getEntity(props.entityKey).getData();
    return window.React.createElement(window.draftail.TooltipEntity, {
      ...props,
      icon: "#icon-mobile-alt",
      label: name,
    });
  }

  window.draftail.registerPlugin({
    type: "HELPLINE",
    source: HelplineSource,
    decorator: Helpline,
  });
})();
