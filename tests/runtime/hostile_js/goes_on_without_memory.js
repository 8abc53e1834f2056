// ok: Completed in
exports.rossum_hook_request_handler = () => {
  const kept = [];
  try {
    for (;;) kept.push(Buffer.alloc(8 * 1024 * 1024, 1));
  } catch {
    return { messages: [] };
  }
};
