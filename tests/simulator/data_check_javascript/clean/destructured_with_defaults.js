const readTolerance = ({ tolerance = 0.01 } = {}) => tolerance;

exports.rossum_hook_request_handler = async ({
  annotation: { content, id: annotationId },
  settings: { field: wanted = 'amount_total', ...others } = {},
  updated_datapoints: updated = [],
}) => {
  const tolerance = readTolerance(others);
  const text = `${wanted} of ${annotationId}: ${updated.length} edits, ${content.length} sections, ${tolerance}`;
  return { messages: [{ type: 'info', content: text }] };
};
