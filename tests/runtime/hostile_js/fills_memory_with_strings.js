// memory_limit: Memory limit 128 MB exceeded
exports.rossum_hook_request_handler = () => {
  const kept = [];
  for (;;) kept.push(`${kept.length}`.repeat(1024 * 1024).split('').join('-'));
};
