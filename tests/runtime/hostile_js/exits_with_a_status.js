// crashed: The process exited with status 3 before the handler returned
exports.rossum_hook_request_handler = async () => process.exit(3);
