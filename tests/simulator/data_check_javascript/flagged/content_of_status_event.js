// {"events": ["annotation_status.changed"]}
exports.rossum_hook_request_handler = ({ annotation }) => {
  annotation.content.forEach((section) => console.log(section.id)); // expect: no-content-on-event
  console.log(annotation.status);
};
