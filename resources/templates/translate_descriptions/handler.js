/**
 * Translate the descriptions of line items, word by word.
 *
 * The words are in the settings, so that they can change without touching the code:
 * {"words": {"kaffee": "coffee", "mineralwasser": "mineral water"}}
 */

exports.rossum_hook_request_handler = async ({ annotation: { content }, settings }) => {
  const words = new Map(Object.entries(settings?.words ?? {}));
  const operations = [];
  for (const datapoint of findBySchemaId(content, 'item_description')) {
    const text = datapoint.content?.value ?? '';
    const translated = translate(text, words);
    if (translated !== text) {
      operations.push(createReplaceOperation(datapoint, translated));
    }
  }
  return { messages: [], operations };
};

/** The text with each word that is in the list translated, the others left alone. */
function translate(text, words) {
  return text.replace(/[\p{Letter}\p{Number}_]+/gu, (word) => {
    const translation = words.get(word.toLowerCase()) ?? word;
    return /^\p{Uppercase}/u.test(word) ? capitalize(translation) : translation;
  });
}

/** Make the first letter a capital and leave the others as they are. */
function capitalize(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** All content nodes of one field, in document order. */
function findBySchemaId(nodes, schemaId) {
  return nodes.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );
}

/** An operation that puts a text into a datapoint. */
function createReplaceOperation(datapoint, value) {
  return { op: 'replace', id: datapoint.id, value: { content: { value } } };
}
