// exception: The function failed: Error: this run may not signal other processes: process {victim} (line 3)
// blocked: signals process.kill process {victim}
exports.rossum_hook_request_handler = ({ victim }) => process.kill(victim, 'SIGKILL');
