exports.rossum_hook_request_handler = { messages: [] }; // expect: handler-not-a-function
