// exception: The function failed: RangeError: Maximum call stack size exceeded (line 2)
exports.rossum_hook_request_handler = function again() { return again() + 1; };
