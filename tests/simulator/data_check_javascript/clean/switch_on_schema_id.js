const HEADER = new Set(['document_id', 'sender_name']);

function visit(node, messages) {
  switch (node.schema_id) {
    case 'document_id':
    case 'order_id':
      if (!/^[A-Z0-9-]*$/.test(node.content?.value ?? '')) {
        messages.push({ type: 'warning', content: 'Unusual characters', id: node.id });
      }
      break;
    default:
      if (HEADER.has(node.schema_id) && !node.content.value) {
        messages.push({ type: 'info', content: 'Empty', id: node.id });
      }
  }
  for (const child of node.children ?? []) visit(child, messages);
}

exports.rossum_hook_request_handler = (payload) => {
  const messages = [];
  payload.annotation.content.forEach((node) => visit(node, messages));
  return { messages };
};
