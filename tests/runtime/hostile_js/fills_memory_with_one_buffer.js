// memory_limit: Memory limit 128 MB exceeded
exports.rossum_hook_request_handler = () => ({ length: new ArrayBuffer(8 * 1024 ** 3).byteLength });
