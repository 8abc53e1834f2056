exports.rossum_hook_request_handler = ({ annotation: { content } }) => {
  const messages = [];
  const walk = (nodes) => {
    for (const node of nodes) {
      if (node.category === 'datapoint' && node.content && node.content.value === '') {
        messages.push({ type: 'info', content: `${node.schema_id} is empty`, id: node.id });
      }
      walk(node.children || []);
    }
  };
  walk(content);
  return { messages, operations: [] };
};
