// crashed: The process exited with status 1 before the handler returned
exports.rossum_hook_request_handler = () => {
  console.error('FATAL ERROR: JavaScript heap out of memory');
  process.exit(1);
};
