exports.rossum_hook_request_handler = (payload) => {
  const tolerance = payload.setings.tolerance; // expect: payload-key
  const { anotation } = payload; // expect: payload-key
  const other = payload.metadata ?? {};
  if (payload.hasOwnProperty('email')) console.log('email');
  payload.note = 'mine';
  return { tolerance, anotation, other };
};
