// timeout: Timed out (limit 1 s)
exports.rossum_hook_request_handler = () => {
  for (;;);
};
