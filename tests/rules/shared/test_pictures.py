"""Pictures from strangers: what is taken, what of it is left, and what is refused before anything is decoded."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from courses.shared.pictures import PictureRefused, recognised, reencoded
from tests.support.pictures import PICTURE, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def with_exif(orientation: int) -> bytes:
    """A JPEG of two by one pixels that a camera held this way, and that says where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ana"
    return picture(2, 1, form="JPEG", exif=exif)


def moving(form: str) -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (2, 2), colour) for colour in ("red", "blue")]
    frames[0].save(file, format=form, save_all=True, append_images=frames[1:])
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """The head of a picture that says it is this large, with hardly anything behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def webp_of(width: int, height: int) -> bytes:
    body = (
        b"VP8X"
        + struct.pack("<I", 10)
        + b"\0" * 4
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize(("form", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp")])
def test_a_picture_is_known_by_its_content_and_stays_of_its_type(form: str, ending: str) -> None:
    content = picture(6, 4, form=form)

    found = recognised(content)
    clean, its_ending = reencoded(content)

    assert (found.ending, found.width, found.height) == (ending, 6, 4)
    assert its_ending == ending
    assert recognised(clean) == found


def test_what_a_camera_wrote_is_gone_and_the_picture_stands_upright() -> None:
    clean, _ = reencoded(with_exif(orientation=6))

    assert b"Camera" not in clean
    assert opened(clean).size == (1, 2)
    assert not opened(clean).getexif()


def test_words_and_profiles_inside_a_picture_are_gone() -> None:
    words = PngInfo()
    words.add_text("Comment", "secret")

    clean, _ = reencoded(picture(pnginfo=words, icc_profile=b"hidden profile"))

    assert b"secret" not in clean
    assert opened(clean).info == {}


def test_what_hides_behind_a_picture_is_gone() -> None:
    clean, _ = reencoded(PICTURE + b"<script>alert(1)</script>")

    assert b"script" not in clean


def test_transparent_pixels_stay_transparent() -> None:
    clean, _ = reencoded(picture(mode="P", form="GIF", transparency=1))

    assert opened(clean).convert("RGBA").tobytes()[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_written_anew(mode: str) -> None:
    clean, _ = reencoded(picture(mode=mode))

    assert opened(clean).mode == mode


def test_a_picture_for_printers_becomes_one_for_screens() -> None:
    clean, _ = reencoded(picture(form="JPEG", mode="CMYK"))

    assert opened(clean).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is no picture"),
        (b"words", "This is no picture"),
        (b"%PDF-1.7", "This is no picture"),
        (picture(form="BMP"), "This is no picture"),
        (b"<svg onload='alert(1)'/>", "SVG"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "SVG"),
        (PICTURE[:40], "damaged|no picture"),
        (png_of(50_000, 50_000), "50000 × 50000 pixels"),
        (webp_of(16_000, 16_000), "16000 × 16000 pixels"),
        (png_of(4_097, 1), "4097 × 1 pixels"),
        (png_of(4_096, 4_096), "damaged"),
        (moving("GIF"), "moves"),
        (moving("PNG"), "moves"),
        (moving("WEBP"), "moves"),
        (PICTURE + b"\0" * (5 * 1_048_576), "5 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(content: bytes, message: str) -> None:
    with pytest.raises(PictureRefused, match=message):
        reencoded(content)
