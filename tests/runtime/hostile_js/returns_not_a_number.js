// ok: Completed in
exports.rossum_hook_request_handler = () => ({ sum: NaN, left: undefined, on: new Date(0) });
