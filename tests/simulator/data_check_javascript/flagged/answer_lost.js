exports.rossum_hook_request_handler = async ({ annotation }) => {
  const messages = []; // expect: answer-not-returned
  const operations = [];
  for (const node of annotation.content) {
    messages.push({ type: 'info', content: 'Seen', id: node.id });
  }
  operations.push({ op: 'remove', id: annotation.content[0].id });
};
