// crashed: The process exited before the handler returned: its promise never settled
exports.rossum_hook_request_handler = () => new Promise(() => {});
