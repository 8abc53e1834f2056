// exception: The function failed: Error: Cannot load native addon because loading addons is disabled. (line 2)
exports.rossum_hook_request_handler = () => process.dlopen({ exports: {} }, '/usr/lib/x.node');
