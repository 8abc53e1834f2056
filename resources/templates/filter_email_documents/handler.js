/**
 * Import the documents of an e-mail, but not the pictures of its signature.
 *
 * The answer lists the files to import; a file that is not listed is left out. The
 * settings of the hook may say otherwise what a document is.
 */

const DEFAULT_SETTINGS = {
  mime_types: ['application/pdf', 'image/jpeg', 'image/png', 'image/tiff'],
  min_width_px: 600,
  min_height_px: 600,
};

exports.rossum_hook_request_handler = async (payload) => {
  const settings = { ...DEFAULT_SETTINGS, ...payload.settings };
  const files = [];
  for (const file of payload.files) {
    if (isDocument(file, settings)) {
      files.push({ id: file.id, values: [] });
    } else {
      console.log('Left out:', file.filename);
    }
  }
  return { files };
};

/** Whether a file is of a wanted type and large enough to be a page. */
function isDocument(file, settings) {
  return (
    settings.mime_types.includes(file.mime_type) &&
    isLargeEnough(file.width_px, settings.min_width_px) &&
    isLargeEnough(file.height_px, settings.min_height_px)
  );
}

/** A size that Rossum does not know is null in the payload; such a file is not left out for it. */
function isLargeEnough(sizePx, minSizePx) {
  return sizePx === null || sizePx >= minSizePx;
}
