exports.rossum_hook_request_handler = async (payload) => {
  return { messages: [] };
};
