"""Wheels and Node.js packages so small that a whole library pack is made and installed in a moment."""

import base64
import hashlib
import zipfile
from pathlib import Path

VERSIONS = {
    "rossum": "3.18.0",
    "requests": "2.32.0",
    "jmespath": "1.0.0",
    "xmltodict": "0.13.0",
    "pydantic": "2.9.0",
    "pandas": "2.2.0",
    "httpx": "0.27.0",
    "boto3": "1.35.0",
    "botocore": "1.35.0",
    "sniffio": "1.3.0",
    "rossum_api": "3.17.0",
}
"""What the default pack asks for."""

SOURCES = {
    "pandas": "import inner_part\n\nORIGIN = 'the pack'\nPART = inner_part.ORIGIN\n",
    "inner_part": "ORIGIN = 'only for libraries'\n",
}
"""Modules that are more than their name; inner_part comes along with pandas."""


def write_wheels(folder: Path, without: str = "") -> None:
    """Write the wheels of the default pack, but one.

    Args:
        without: Name of the one that is left out.
    """
    folder.mkdir(exist_ok=True)
    for name, version in VERSIONS.items():
        if name != without:
            write_wheel(folder, name, version, requires="inner_part" if name == "pandas" else "")
    write_wheel(folder, "inner_part", "1.0")


def write_wheel(folder: Path, name: str, version: str, requires: str = "") -> None:
    """Write one wheel with a module and a command."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {
        f"{name}/__init__.py": SOURCES.get(name, f"ORIGIN = {name!r}\n"),
        f"{info}/METADATA": metadata + (f"Requires-Dist: {requires}\n" if requires else ""),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{name}-command = {name}:main\n",
    }
    record = "".join(f"{path},{_digest(text)},{len(text)}\n" for path, text in files.items())
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")


def write_node_pack(folder: Path) -> None:
    """Write what npm would make of the default pack."""
    sources = {
        "lodash": "exports.part = require('inner-part').origin;",
        "lodash/merge": "module.exports = () => 'merged';",
        "node-fetch": "module.exports = exports = async () => 'fetched';",
        "https-proxy-agent": "exports.HttpsProxyAgent = class HttpsProxyAgent {};",
        "inner-part": "exports.origin = 'only for libraries';",
    }
    for name, source in sources.items():
        package, _, part = name.partition("/")
        place = folder / "node_modules" / package
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{part or 'index'}.js").write_text(source)
        (place / "package.json").write_text(f'{{"name": "{package}", "version": "1.0.0"}}')


def _digest(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"
