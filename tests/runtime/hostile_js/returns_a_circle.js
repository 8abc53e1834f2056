// invalid_response: Invalid response: Object contains itself at /self
exports.rossum_hook_request_handler = () => {
  const answer = {};
  answer.self = answer;
  return answer;
};
