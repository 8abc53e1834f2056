const find = (nodes, id) => {
  const found = [];
  nodes.forEach((node) => {
    if (node.schema_id === id) found.push(node);
    if (node.children) found.push(...find(node.children, id));
  });
  return found;
};

exports.rossum_hook_request_handler = async (payload) => {
  const operations = find(payload.annotation.content, 'sender_name').map((datapoint) => ({
    op: 'replace',
    id: datapoint.id,
    value: { content: { value: datapoint.content.value.trim().toUpperCase() } },
  }));
  return { operations };
};
