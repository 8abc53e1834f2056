// ok: Completed in
exports.rossum_hook_request_handler = () => ({ text: '\ud800', '\udfff': 1 });
