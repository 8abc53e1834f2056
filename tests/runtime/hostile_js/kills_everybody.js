// exception: The function failed: Error: this run may not signal other processes: process -1 (line 3)
// blocked: signals process.kill process -1
exports.rossum_hook_request_handler = () => process.kill(-1, 'SIGKILL');
