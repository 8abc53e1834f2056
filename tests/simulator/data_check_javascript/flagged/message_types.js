function createMessage(type, content, id = null) {
  return { type, content, id };
}

const message = (content) => ({ type: 'success', content }); // expect: message-type

exports.rossum_hook_request_handler = ({ annotation }) => {
  const messages = [
    { type: 'warn', content: 'No' }, // expect: message-type
    { type: 'Error', content: 'No' }, // expect: message-type
    { type: 'aggregation', content: 'No' }, // expect: message-type
    { type: 'error', content: 'Yes' },
    message('done'),
  ];
  const log = { type: 'critical', content: 'Only printed' };
  messages.push(createMessage('danger', 'No')); // expect: message-type
  messages.push(createMessage('info', 'Yes', annotation.id));
  console.log(log.type);
  return { messages };
};
