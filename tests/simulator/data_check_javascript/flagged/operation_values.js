const findBySchemaId = (content, schemaId) =>
  content.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );

function createReplaceOperation(datapoint, value) {
  return { op: 'replace', id: datapoint.id, value: { content: { value } } };
}

exports.rossum_hook_request_handler = ({ annotation: { content } }) => {
  const [total] = findBySchemaId(content, 'amount_total');
  const [due] = findBySchemaId(content, 'date_due');
  const [name] = findBySchemaId(content, 'sender_name');
  const gross = parseFloat(total.content.normalized_value) * 1.21;
  const now = new Date();
  return {
    operations: [
      { op: 'replace', id: total.id, value: { content: { value: 12.5 } } }, // expect: number-in-operation
      { op: 'replace', id: total.id, value: { content: { value: '12.5' } } },
      { op: 'replace', id: total.id, value: { content: { value: Math.round(gross) } } }, // expect: number-in-operation
      { op: 'replace', id: total.id, value: { content: { value: gross.toFixed(2) } } },
      { op: 'replace', id: total.id, value: { content: { value: null } } },
      createReplaceOperation(total, 12), // expect: number-in-operation
      createReplaceOperation(total, gross), // expect: number-in-operation
      createReplaceOperation(total, String(gross)),
      createReplaceOperation(name, true), // expect: number-in-operation
      createReplaceOperation(due, '28.01.26'), // expect: display-date-written
      createReplaceOperation(due, '2026-01-28'),
      createReplaceOperation(due, ''),
      createReplaceOperation(due, now.toLocaleDateString('cs')), // expect: display-date-written
      createReplaceOperation(due, now.toISOString().slice(0, 10)),
      createReplaceOperation(name, '28.01.26'),
      { op: 'replace', id: content[0].children[0].id, value: { content: { value: '28.1.2026' } } }, // expect: display-date-written
      { op: 'replace', id: content[0].children[0].id, value: { content: { value: '1.5' } } },
    ],
  };
};
