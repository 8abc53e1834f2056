/** An operation that puts a text into a datapoint. */
function createReplaceOperation(datapoint, value) {
  return { op: 'replace', id: datapoint.id, value: { content: { value } } };
}
