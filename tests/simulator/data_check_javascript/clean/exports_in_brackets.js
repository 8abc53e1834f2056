function main(payload) {
  const count = payload.updated_datapoints.length;
  return { messages: [{ type: 'info', content: `${count} edited` }] };
}

exports['rossum_hook_request_handler'] = main;
