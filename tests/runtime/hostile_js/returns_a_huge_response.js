// invalid_response: Invalid response: The response is too long: 67 MB, the limit is 64 MB
exports.rossum_hook_request_handler = () => ({ text: 'x'.repeat(67 * 1024 * 1024) });
