// invalid_response: Invalid response: BigInt is not JSON serialisable at /id
exports.rossum_hook_request_handler = () => ({ id: 1n });
