const check = (content) => {
  return { messages: [{ type: 'info', content: `${content.length}` }] };
};

exports.rossum_hook_request_handler = ({ annotation }) => {
  check(annotation.content); // expect: answer-not-returned
};
