"""Import the documents of an e-mail, but not the pictures of its signature.

The answer lists the files to import; a file that is not listed is left out. The
settings of the hook may say otherwise what a document is.
"""

DEFAULT_SETTINGS = {
    "mime_types": ["application/pdf", "image/jpeg", "image/png", "image/tiff"],
    "min_width_px": 600,
    "min_height_px": 600,
}


def rossum_hook_request_handler(payload):
    settings = DEFAULT_SETTINGS | payload.get("settings", {})
    files = []
    for file in payload["files"]:
        if is_document(file, settings):
            files.append({"id": file["id"], "values": []})
        else:
            print("Left out:", file["filename"])
    return {"files": files}


def is_document(file, settings):
    """Whether a file is of a wanted type and large enough to be a page."""
    if file["mime_type"] not in settings["mime_types"]:
        return False
    is_wide_enough = is_large_enough(file["width_px"], settings["min_width_px"])
    return is_wide_enough and is_large_enough(file["height_px"], settings["min_height_px"])


def is_large_enough(size_px, min_size_px):
    """A size that Rossum does not know is null in the payload; such a file is not left out for it."""
    return size_px is None or size_px >= min_size_px
