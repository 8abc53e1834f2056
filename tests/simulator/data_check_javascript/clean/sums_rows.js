const findBySchemaId = (nodes, schemaId) =>
  nodes.reduce(
    (found, node) =>
      node.schema_id === schemaId
        ? [...found, node]
        : [...found, ...findBySchemaId(node.children || [], schemaId)],
    [],
  );

exports.rossum_hook_request_handler = async ({ annotation: { content } }) => {
  const sum = findBySchemaId(content, 'item_amount_total')
    .map((cell) => parseFloat(cell.content.normalized_value || '0'))
    .reduce((total, amount) => total + amount, 0);
  const [total] = findBySchemaId(content, 'amount_total');
  if (total && Math.abs(Number(total.content.normalized_value) - sum) > 0.01) {
    return { messages: [{ type: 'warning', content: `Lines add up to ${sum.toFixed(2)}`, id: total.id }] };
  }
  return {};
};
