// memory_limit: Memory limit 128 MB exceeded
exports.rossum_hook_request_handler = () => {
  const kept = [];
  for (;;) kept.push({ row: kept.length, text: `row ${kept.length}` });
};
