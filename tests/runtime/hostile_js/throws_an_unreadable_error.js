// exception: The function failed: Error: what was thrown cannot be described
exports.rossum_hook_request_handler = () => {
  throw Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('y'); } });
};
