exports.rossum_hook_request_handler = (payload) => { // expect: no-answer
  console.log(payload.annotation.id);
};
