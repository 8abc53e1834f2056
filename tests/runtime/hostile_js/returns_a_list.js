// invalid_response: Invalid response: The handler returned an array; Rossum expects an object
exports.rossum_hook_request_handler = () => [];
