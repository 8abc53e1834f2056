/**
 * Switch the columns "total" and "total without tax" when they were read the wrong way round.
 *
 * The totals of the document tell: the column of totals adds up to the total without
 * tax, and the other column to the total.
 */

const TOTAL = 'item_amount_total';
const TOTAL_BASE = 'item_total_base';

exports.rossum_hook_request_handler = async ({ annotation: { content } }) => {
  const rows = columnsAreSwitched(content) ? findBySchemaId(content, 'line_item') : [];
  return { messages: [], operations: rows.flatMap(switchCells) };
};

/** Whether each column adds up to the total that belongs to the other one. */
function columnsAreSwitched(content) {
  const total = addUp(content, 'amount_total');
  const totalBase = addUp(content, 'amount_total_base');
  if (total === null || totalBase === null || total === totalBase) {
    return false; // nothing to tell the columns apart by
  }
  return addUp(content, TOTAL) === totalBase && addUp(content, TOTAL_BASE) === total;
}

/** Operations that give each of the two cells of a row the other's value. */
function switchCells({ children }) {
  const cells = [...findBySchemaId(children, TOTAL), ...findBySchemaId(children, TOTAL_BASE)];
  const [total, totalBase] = cells.map(readNumber);
  if (cells.length !== 2 || Object.is(total, totalBase)) {
    return []; // both empty, or a line without tax
  }
  return [
    createReplaceOperation(cells[0], writeNumber(cells[1])),
    createReplaceOperation(cells[1], writeNumber(cells[0])),
  ];
}

/** The sum of all values of a field, in cents because cents add up exactly; null when there is no value. */
function addUp(content, schemaId) {
  const numbers = findBySchemaId(content, schemaId).map(readNumber);
  const filled = numbers.filter((number) => !Number.isNaN(number));
  return filled.length > 0 ? filled.reduce((sum, number) => sum + Math.round(number * 100), 0) : null;
}

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

/** The text for an operation, such as "1250.50"; Rossum brings it into the format of the schema. */
function writeNumber(datapoint) {
  return Number.isNaN(readNumber(datapoint)) ? '' : datapoint.content.normalized_value;
}

/** An operation that puts a text into a datapoint. */
function createReplaceOperation(datapoint, value) {
  return { op: 'replace', id: datapoint.id, value: { content: { value } } };
}
