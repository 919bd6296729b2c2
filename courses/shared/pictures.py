"""Pictures from strangers: recognised by their content, bounded, and written anew without what others left in them."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image, ImageOps

from courses.shared.errors import Invalid

MOST_BYTES = 5 * 1_048_576
MOST_SIDE = 4_096
MOST_PIXELS = 16_777_216
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
# What two cameras in one call their file; its first picture is a JPEG like any other.
SEVERAL_JPEG = "MPO"
ENDINGS = {"PNG": "png", "JPEG": "jpg", SEVERAL_JPEG: "jpg", "GIF": "gif", "WEBP": "webp"}
TYPES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
QUALITY = 90
# What Pillow raises for files that are broken, or made to break it.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error, zlib.error)
# We refuse what is large ourselves, and earlier; Pillow would only warn.
Image.MAX_IMAGE_PIXELS = None


class PictureRefused(Invalid):
    """A file that cannot be shown as a picture."""

    title = "This picture cannot be used"


@dataclass(frozen=True)
class Picture:
    """What a picture is: the ending of its file, and its size in pixels."""

    ending: str
    width: int
    height: int


def recognised(content: bytes) -> Picture:
    """What picture these bytes are, without decoding it. Raises PictureRefused for what is none or too large."""
    return _described(_opened(content))


def reencoded(content: bytes) -> tuple[bytes, str]:
    """The picture written anew, upright and without metadata, and the ending of its file. Raises PictureRefused."""
    opened = _opened(content)
    ending = _described(opened).ending
    try:
        return _written(opened, lossless=content[12:16] == b"VP8L"), ending
    except BROKEN:
        raise PictureRefused(_("The picture is damaged; save it again and try once more.")) from None


def _opened(content: bytes) -> Image.Image:
    if len(content) > MOST_BYTES:
        raise PictureRefused(_("The picture has more than %(most)s MiB; make it smaller.", most=MOST_BYTES >> 20))
    head = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        raise PictureRefused(_("SVG pictures may hold programs; save it as PNG, JPEG, GIF or WebP."))
    # Pillow sets the whole canvas of a WebP aside before it says how large that is.
    _bound(*_webp_size(content))
    try:
        return Image.open(BytesIO(content), formats=FORMATS)
    except BROKEN:
        raise PictureRefused(_("This is no picture that can be shown; use PNG, JPEG, GIF or WebP.")) from None


def _described(picture: Image.Image) -> Picture:
    _bound(*picture.size)
    try:
        is_moving = picture.format != SEVERAL_JPEG and getattr(picture, "n_frames", 1) > 1
    except BROKEN:
        raise PictureRefused(_("The picture is damaged; save it again and try once more.")) from None
    if is_moving:
        raise PictureRefused(_("The picture moves; use one that stands still."))
    return Picture(ENDINGS[picture.format or ""], *picture.size)


def _bound(width: int, height: int) -> None:
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise PictureRefused(
            _(
                "The picture has %(width)s × %(height)s pixels; at most %(most)s × %(most)s are allowed.",
                width=width,
                height=height,
                most=MOST_SIDE,
            )
        )


def _webp_size(content: bytes) -> tuple[int, int]:
    """Width and height as the head of a WebP says; 0 and 0 for anything else."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return 0, 0
    if content[12:16] == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _written(picture: Image.Image, *, lossless: bool) -> bytes:
    name = "JPEG" if picture.format == SEVERAL_JPEG else picture.format or ""
    clean = ImageOps.exif_transpose(picture)
    transparency = clean.info.get("transparency")
    clean.info = {} if transparency is None else {"transparency": transparency}
    if name == "JPEG" and clean.mode not in ("L", "RGB"):
        clean = clean.convert("RGB")
    options = {
        "PNG": {"optimize": False},
        "WEBP": {"quality": QUALITY, "lossless": lossless},
        "JPEG": {"quality": QUALITY},
    }
    output = BytesIO()
    clean.save(output, format=name, **options.get(name, {}))
    return output.getvalue()
