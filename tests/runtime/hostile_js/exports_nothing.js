// exception: The function failed: MissingHandler: The file exports no function rossum_hook_request_handler.
async function rossum_hook_request_handler() { return {}; }
