"""A picture that somebody uploads, drawn anew: only its pixels are kept, never what else the file held."""

import contextlib
import io
from hashlib import blake2b

from msgspec import Struct
from PIL import Image, ImageCms, ImageOps

from sessions.activity import Rejected

MOST_PIXELS = 40_000_000
"""More than any phone's camera takes in one picture, and 160 MB of memory while it is decoded."""
LONGEST_SIDE = 2560
"""Pixels: a wall of 2560 x 1440 has no use for more."""
HEAVY = 1_500_000
"""Bytes from which a picture is saved in a lighter way: hundreds of phones fetch it over one access point."""
QUALITY = 85

KINDS = {b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"), b"\xff\xd8\xff": ("JPEG", "image/jpeg")}
"""How a file of each kind begins, whatever its name says."""

# The header says how large a picture is; we refuse by that ourselves, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


class Redrawn(Struct, frozen=True):
    """`media`: image/png or image/jpeg; `width` and `height` in pixels, as it is looked at."""

    media: str
    bytes: bytes
    width: int
    height: int

    @property
    def id(self) -> str:
        """Its name: the same picture has the same, and its size stands in it."""
        return f"{blake2b(self.bytes, digest_size=10).hexdigest()}-{self.width}x{self.height}"


def redrawn(content: bytes) -> Redrawn:
    """PNG or JPEG, upright and no larger than is of use.

    Raises Rejected: not_a_picture, picture_pixels (most=, in millions), picture_broken.
    """
    kind = next((kind for start, (kind, _) in KINDS.items() if content.startswith(start)), None)
    if kind is None:
        raise Rejected("not_a_picture")
    try:
        return _redrawn(content, kind)
    except Rejected:
        raise
    except Exception:  # a decoder that is fed with damage fails in every way there is
        raise Rejected("picture_broken") from None


def _redrawn(content: bytes, kind: str) -> Redrawn:
    with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Rejected("picture_pixels", most=MOST_PIXELS // 1_000_000)
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        plain = _in_srgb(_upright(opened))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _saved(plain, kind)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held. Without a readable note of that, as it is."""
    with contextlib.suppress(Exception):
        return ImageOps.exif_transpose(image)
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Eight bits of red, green and blue, and transparency where there is some, in the colours all screens know."""
    profile = image.info.get("icc_profile")
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        with contextlib.suppress(Exception):  # a profile that cannot be read changes nothing
            return _converted(image, profile, "RGBA" if image.mode == "RGBA" else "RGB")
    return image.convert("RGBA" if clear else "RGB")


def _converted(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    ours = ImageCms.createProfile("sRGB")
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    done = ImageCms.profileToProfile(image, source, ours, outputMode=mode)
    assert done is not None
    return done


def _saved(image: Image.Image, kind: str) -> Redrawn:
    """As what it was, or lighter: drawings and texts stay sharp, photographs do not need to be PNG."""
    image.info = {}
    content = _encoded(image, kind)
    if kind == "PNG" and len(content) > HEAVY:
        if image.mode == "RGB":
            return _saved(image, "JPEG")
        if max(image.size) > 64:
            return _saved(image.resize((image.width * 2 // 3, image.height * 2 // 3)), kind)
    media = next(media for known, media in KINDS.values() if known == kind)
    return Redrawn(media, content, image.width, image.height)


def _encoded(image: Image.Image, kind: str) -> bytes:
    drawn = io.BytesIO()
    if kind == "PNG":
        image.save(drawn, "PNG", optimize=image.width * image.height < 1_000_000)
    else:
        image.convert("RGB").save(drawn, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return drawn.getvalue()
