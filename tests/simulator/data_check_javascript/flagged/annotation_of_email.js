// {"events": ["email.received"], "sideload": []}
exports.rossum_hook_request_handler = (payload) => {
  const { id } = payload.annotation; // expect: no-annotation
  console.log(payload.updated_datapoints, payload.documents); // expect: no-updated-datapoints, payload-key
  console.log(payload.queues); // expect: payload-key
  return { files: payload.files.map((file) => ({ id: file.id, order: id })) };
};
