// exception: The function failed: SyntaxError: ES modules are not supported; use exports.
export function rossum_hook_request_handler() {}
