exports.rossum_hook_request_handler = (payload, context, callback) => ({}); // expect: handler-parameters
