"""Makes a disk device."""

# status: exception
# sentence: PermissionError

import os
import stat


def rossum_hook_request_handler(payload):
    os.mknod("disk", 0o600 | stat.S_IFBLK, os.makedev(8, 0))
