// exception: The function failed: Error
exports.rossum_hook_request_handler = () => process.binding('spawn_sync').spawn({ file: '/bin/sh', args: ['sh'] });
