// exception: The function failed: Error: this run may not signal other processes: process {host} (line 3)
// blocked: signals process.kill process {host}
exports.rossum_hook_request_handler = () => process.kill(process.ppid, 'SIGKILL');
