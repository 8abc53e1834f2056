const guarded = (handler) => async (payload) => {
  try {
    return await handler(payload);
  } catch (error) {
    return { messages: [{ type: 'error', content: `The check failed: ${error.message}` }] };
  }
};

const check = async ({ annotation }) => {
  if (annotation.status !== 'reviewing') {
    return { messages: [] };
  }
  return { messages: [{ type: 'info', content: 'Under review' }] };
};

exports.rossum_hook_request_handler = guarded(check);
