// exception: The function failed: Error: alone (line 3)
exports.rossum_hook_request_handler = async () => {
  Promise.reject(new Error('alone'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return {};
};
