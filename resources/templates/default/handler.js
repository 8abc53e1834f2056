/**
 * Warn about line items whose unit price is too big.
 *
 * Rossum calls rossum_hook_request_handler with the payload of the event and shows
 * the messages it returns at the datapoints they name.
 */

const TOO_BIG = 1_000_000;

exports.rossum_hook_request_handler = async ({ annotation: { content } }) => {
  const messages = findBySchemaId(content, 'item_amount_base')
    .filter((datapoint) => readNumber(datapoint) > TOO_BIG)
    .map((datapoint) => createMessage('warning', 'Value is too big', datapoint.id));
  return { messages, operations: [] };
};

/** All content nodes of one field, in document order. */
function findBySchemaId(nodes, schemaId) {
  return nodes.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );
}

/**
 * The number in a datapoint; NaN, which compares with nothing, when it is empty.
 *
 * "value" is the text as displayed ("1 250 000,00"); "normalized_value" is the number.
 */
function readNumber(datapoint) {
  return parseFloat(datapoint.content?.normalized_value);
}

/** A message of type error, warning or info; without an id it is about the whole document. */
function createMessage(type, text, datapointId = null) {
  return { type, content: text, id: datapointId };
}
