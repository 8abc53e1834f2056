class Validator {
  #messages = [];

  constructor(content) {
    this.content = content;
  }

  static required = ['document_id', 'date_issue'];

  find(schemaId, nodes = this.content) {
    for (const node of nodes) {
      if (node.schema_id === schemaId) return node;
      const found = node.children ? this.find(schemaId, node.children) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  validate() {
    for (const schemaId of Validator.required) {
      const datapoint = this.find(schemaId);
      if (!datapoint?.content?.value) {
        this.#messages.push({ type: 'error', content: `${schemaId} is required`, id: datapoint?.id });
      }
    }
    return this.#messages;
  }
}

exports.rossum_hook_request_handler = (payload) => ({
  messages: new Validator(payload.annotation.content).validate(),
});
