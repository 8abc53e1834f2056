exports.rossum_hook_request_handler = (payload) => {
  const messages = payload.annotation.content.map((node) => ({ type: 'info', content: 'Seen', id: node.id }));
  if (messages.length > 3) return [{ type: 'error', content: 'Too many' }]; // expect: answer-not-object
  if (messages.length > 2) return 'fine'; // expect: answer-not-object
  return { messages };
};
