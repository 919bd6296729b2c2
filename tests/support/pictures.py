"""Small pictures, as files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image


def picture(width: int = 2, height: int = 1, *, form: str = "PNG", mode: str = "RGB", **options: Any) -> bytes:
    """A picture of one colour; `options` as Pillow's `save` takes them."""
    file = BytesIO()
    Image.new(mode, (width, height), 1).save(file, format=form, **options)
    return file.getvalue()


PICTURE = picture()
