exports.rosum_hook_request_handler = async (payload) => ({}); // expect: no-handler
exports.helper = () => 1;
