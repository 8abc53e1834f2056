/**
 * Refuse a due date that lies before the issue date.
 *
 * The normalized value of a date is always written as 2026-03-31, so dates compare
 * like texts, however the document displays them.
 */

exports.rossum_hook_request_handler = async ({ annotation: { content } }) => {
  // Undefined when the document has no such field.
  const [dateIssue] = findBySchemaId(content, 'date_issue');
  const [dateDue] = findBySchemaId(content, 'date_due');

  // A date that was not found is empty; there is nothing to compare it with.
  const issued = readDate(dateIssue);
  const due = readDate(dateDue);
  const messages = [];
  if (issued && due && issued > due) {
    messages.push(createMessage('error', 'Due date is before the issue date', dateDue.id));
  }
  return { messages, operations: [] };
};

/** All content nodes of one field, in document order. */
function findBySchemaId(nodes, schemaId) {
  return nodes.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );
}

/** The date in a datapoint, such as "2026-03-31"; empty when there is none. */
function readDate(datapoint) {
  return datapoint?.content?.normalized_value ?? '';
}

/** A message of type error, warning or info; without an id it is about the whole document. */
function createMessage(type, text, datapointId = null) {
  return { type, content: text, id: datapointId };
}
