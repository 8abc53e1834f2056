/** A message of type error, warning or info; without an id it is about the whole document. */
function createMessage(type, text, datapointId = null) {
  return { type, content: text, id: datapointId };
}
