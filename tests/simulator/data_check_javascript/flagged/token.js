// {"token_owner": null}
exports.rossum_hook_request_handler = async (payload) => {
  const token = payload.rossum_authorization_token; // expect: token-without-owner
  return { length: token.length };
};
