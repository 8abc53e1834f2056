// {"sideload": ["queues"]}
exports.rossum_hook_request_handler = (payload) => {
  const [schema] = payload.schemas; // expect: sideload-missing
  const { emails = [], automation_blockers: blockers } = payload; // expect: sideload-missing
  const queue = payload.queues[0];
  if (payload.labels && payload.labels.length) console.log(payload.labels[0]);
  return { all: [schema, emails, blockers, queue, payload['pages']?.length] };
};
