"""Fetches what static/vendor/vendor.toml lists, and writes it only when it is what the list says it must be.

A tool for developers: it needs npm and a reachable package index. With --accept the new sums are written down
instead of refused; read the difference before you commit it.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "static" / "vendor" / "vendor.toml"
SVG = "http://www.w3.org/2000/svg"


def main(arguments: list[str]) -> int:
    wanted = tomllib.loads(LIST.read_text("utf-8"))["package"]
    made = {file["to"]: content for package in wanted for file, content in fetch(package)}
    sums = {file["to"]: file["sha256"] for package in wanted for file in package["files"]}
    changed = [path for path, content in made.items() if sum_of(content) != sums[path]]
    if changed and "--accept" not in arguments:
        print("Not what the list says, nothing written:", *changed, sep="\n  ")
        return 1
    write(made)
    write_sums(made)
    return 0


def fetch(package: dict[str, Any]) -> list[tuple[dict[str, Any], bytes]]:
    with tempfile.TemporaryDirectory() as scratch:
        tree = unpack(f"{package['name']}@{package['version']}", Path(scratch))
        return [(file, content_of(file, tree)) for file in package["files"]]


def unpack(package: str, scratch: Path) -> Path:
    """The package's tree; npm itself compares the archive with the sum that the index gives."""
    packing = ["npm", "pack", "--silent", "--pack-destination", str(scratch), package]
    archive = scratch / subprocess.run(packing, check=True, capture_output=True, text=True).stdout.strip()
    with tarfile.open(archive) as opened:
        opened.extractall(scratch, filter="data")
    return scratch / "package"


def content_of(file: dict[str, Any], tree: Path) -> bytes:
    if "sprite" in file:
        return sprite(tree / file["sprite"], file["names"])
    content = Path(tree, file["from"]).read_bytes()
    for old, new in file.get("replace", []):
        content = replace_once(content, old.encode(), new.encode())
    return content


def replace_once(content: bytes, old: bytes, new: bytes) -> bytes:
    if content.count(old) != 1:
        raise SystemExit(f"Expected exactly once: {old.decode()}")
    return content.replace(old, new)


def sprite(icons: Path, names: list[str]) -> bytes:
    ElementTree.register_namespace("", SVG)
    symbols = "\n".join(symbol(icons / f"{name}.svg") for name in names)
    return f'<svg xmlns="{SVG}">\n{symbols}\n</svg>\n'.encode()


def symbol(icon: Path) -> str:
    """One icon as a <symbol>; colour and stroke come from the place where it is used."""
    drawing = ElementTree.parse(icon).getroot()
    shapes = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in drawing)
    shapes = shapes.replace(f' xmlns="{SVG}"', "").replace(" />", "/>")
    return f'<symbol id="i-{icon.stem}" viewBox="{drawing.attrib["viewBox"]}">{shapes}</symbol>'


def write(made: dict[str, bytes]) -> None:
    for path, content in made.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def write_sums(made: dict[str, bytes]) -> None:
    text = LIST.read_text("utf-8")
    for path, content in made.items():
        entry = rf'(to = "{re.escape(path)}", sha256 = ")[^"]*'
        text = re.sub(entry, lambda found, content=content: found[1] + sum_of(content), text)  # type: ignore[misc]
    LIST.write_text(text, "utf-8")


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
