// exception: The function failed: String: because
exports.rossum_hook_request_handler = () => { throw 'because'; };
