const handler = async (payload) => ({ messages: [], operations: [] });

exports = module.exports = { rossum_hook_request_handler: handler };
