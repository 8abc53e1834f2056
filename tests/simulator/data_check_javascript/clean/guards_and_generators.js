function* walk(nodes) {
  for (const node of nodes) {
    yield node;
    yield* walk(node.children ?? []);
  }
}

exports.rossum_hook_request_handler = (payload) => {
  if (!payload.annotation?.content?.length) return {};
  const messages = [];
  outer: for (const node of walk(payload.annotation.content)) {
    if (node.category !== 'tuple') continue;
    for (const cell of node.children) {
      if (cell.content?.value === 'skip') continue outer;
    }
    messages.push({ type: 'info', content: 'Looked at', id: node.id });
  }
  return Object.assign({ operations: [] }, { messages });
};
