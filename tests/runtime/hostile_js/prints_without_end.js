// crashed: The process was killed: it printed more than anyone can read
exports.rossum_hook_request_handler = () => {
  const line = 'x'.repeat(1024 * 1024);
  for (;;) process.stdout.write(line);
};
