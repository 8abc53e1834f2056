// timeout: Timed out (limit 1 s)
exports.rossum_hook_request_handler = () => ({ found: /^(a+)+$/.test('a'.repeat(40) + 'b') });
