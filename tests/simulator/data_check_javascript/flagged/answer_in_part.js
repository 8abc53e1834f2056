exports.rossum_hook_request_handler = ({ annotation }) => {
  const messages = []; // expect: list-not-returned
  const operations = [];
  const found = []; // expect: list-not-returned
  const seen = [];
  for (const node of annotation.content) {
    messages.push(`Seen ${node.id}`);
    found.push({ op: 'remove', id: node.id });
    operations.push({ op: 'remove', id: node.id });
    seen.push(node.id);
  }
  return { operations };
};
