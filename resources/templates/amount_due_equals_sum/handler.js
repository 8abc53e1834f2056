/**
 * Check that the amount due equals the sum of the line totals.
 *
 * The settings of the hook may name other fields, and how far apart they may be.
 */

const DEFAULT_SETTINGS = { amount_field: 'amount_due', column: 'item_amount_total', tolerance: 0.01 };

exports.rossum_hook_request_handler = async (payload) => {
  const { content } = payload.annotation;
  const settings = { ...DEFAULT_SETTINGS, ...payload.settings };

  const totals = findBySchemaId(content, settings.column).map(readNumber);
  const filled = totals.filter((total) => !Number.isNaN(total));
  if (filled.length === 0) {
    return { messages: [], operations: [] }; // no line has a total: nothing to compare with
  }

  const lineSum = filled.reduce((sum, total) => sum + total, 0);
  const messages = [];
  for (const datapoint of findBySchemaId(content, settings.amount_field)) {
    const amount = readNumber(datapoint);
    if (round(Math.abs(amount - lineSum)) > settings.tolerance) {
      const text = `Amount due is ${amount.toFixed(2)}, but the lines add up to ${lineSum.toFixed(2)}`;
      messages.push(createMessage('error', text, datapoint.id));
    }
  }
  return { messages, operations: [] };
};

/** All content nodes of one field, in document order. */
function findBySchemaId(nodes, schemaId) {
  return nodes.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );
}

/** The number in a datapoint; NaN, which compares with nothing, when it is empty. */
function readNumber(datapoint) {
  return parseFloat(datapoint.content?.normalized_value);
}

/** The number to a millionth: 0.1 + 0.2 is 0.30000000000000004 in JavaScript. */
function round(number) {
  return Math.round(number * 1e6) / 1e6;
}

/** A message of type error, warning or info; without an id it is about the whole document. */
function createMessage(type, text, datapointId = null) {
  return { type, content: text, id: datapointId };
}
