exports.rossum_hook_request_handler = (payload) => {
  const messages = [;
  return { messages };
};
