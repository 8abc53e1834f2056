// memory_limit: Memory limit 128 MB exceeded
exports.rossum_hook_request_handler = () => {
  const kept = [];
  for (;;) kept.push(Buffer.alloc(8 * 1024 * 1024, 1));
};
