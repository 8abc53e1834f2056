"""Takes the descriptors of another program away."""

# status: exception
# sentence: PermissionError
# needs: seccomp

import resource


def rossum_hook_request_handler(payload):
    resource.prlimit(payload["bystander"], resource.RLIMIT_NOFILE, (3, 3))
