// exception: The function failed: Error: late (line 4)
exports.rossum_hook_request_handler = () =>
  new Promise(() => {
    setTimeout(() => { throw new Error('late'); }, 1);
  });
