"""Static files: one folder of our own, one file of CSS a surface, and what the activities bring along."""

import hashlib
import mimetypes
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

import sessions.activities

HERE = Path(__file__).parent
STATIC = next(folder for folder in (HERE / "static", HERE.parent / "static") if folder.is_dir())
ACTIVITIES = Path(sessions.activities.__file__).parent
SHEETS = ("tokens", "base", "components")
SURFACES = {
    "phone": ("layout-phone",),
    "wall": ("layout-wall",),
    "desk": ("layout-desk",),
    "print": ("print",),
}
IMPORT = re.compile(r'@import url\("([^"]+)"\);\n?')
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Assets:
    """Every file in memory, under one version: when one changes, all have new addresses that may be kept for ever."""

    def __init__(self) -> None:
        self.files = dict(_files())
        for surface in SURFACES:
            self.files[f"css/{surface}.css"] = self._sheet(surface).encode()
        digest = hashlib.blake2b(digest_size=6)
        for path in sorted(self.files):
            digest.update(path.encode() + b"\0" + self.files[path])
        self.version = digest.hexdigest()
        self.scripts = tuple(
            sorted(path for path in self.files if re.fullmatch(r"activities/\w+/\w+\.js", path))
        )

    def address(self, path: str) -> str:
        """Where the browser gets a file; raises KeyError for one that does not exist."""
        self.files[path]
        return f"/static/{self.version}/{path}"

    async def serve(self, request: Request) -> Response:
        """`/static/[VERSION/]PATH`: with this version it may be kept for ever, else for the moment."""
        asked = str(request.path_params["path"])
        version, _, rest = asked.partition("/")
        path, keep = (rest, FOR_EVER) if version == self.version else (asked, "no-cache")
        content = self.files.get(path)
        if content is None:
            return PlainTextResponse("There is no such file.", 404)
        return Response(content, media_type=_type_of(path), headers={"cache-control": keep})

    def _sheet(self, surface: str) -> str:
        """One stylesheet for a surface: imports put in place, then what the activities add."""
        names = [f"css/{name}.css" for name in (*SHEETS, *SURFACES[surface])]
        names += sorted(path for path in self.files if re.fullmatch(r"activities/\w+/\w+\.css", path))
        return "\n".join(self._whole(name) for name in names)

    def _whole(self, path: str) -> str:
        folder = path.rsplit("/", 1)[0]
        return IMPORT.sub(lambda found: self._whole(f"{folder}/{found[1]}"), self.files[path].decode())


def _files() -> Iterable[tuple[str, bytes]]:
    for path in sorted(STATIC.rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".toml"):
            yield path.relative_to(STATIC).as_posix(), path.read_bytes()
    for path in sorted(ACTIVITIES.glob("*/*")):
        if path.suffix in (".js", ".css"):
            yield f"activities/{path.relative_to(ACTIVITIES).as_posix()}", path.read_bytes()


def _type_of(path: str) -> str:
    return TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
