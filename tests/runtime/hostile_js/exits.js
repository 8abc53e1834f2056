// crashed: The process exited with status 0 before the handler returned
exports.rossum_hook_request_handler = () => process.exit(0);
