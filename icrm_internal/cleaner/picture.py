# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

MAX_PIXELS = 50_000_000


class Refused(Exception):
    """A refused file; the reason is "kind" or "broken"."""


def picture_format(content):
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return None


def clean_picture(content, picture):
    """Return the same pixels in a new file: nothing else can come along."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    image = Image.open(io.BytesIO(content), formats=[picture])
    if image.width * image.height > MAX_PIXELS:
        raise Refused("broken")
    if picture != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise Refused("broken")
    # Cameras rotate pictures by a tag that is removed here.
    image = ImageOps.exif_transpose(image)
    if picture == "JPEG":
        if image.mode not in ("L", "RGB"):
            image = image.convert("RGB")
    elif image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    pixels = Image.frombytes(image.mode, image.size, image.tobytes())
    result = io.BytesIO()
    pixels.save(result, picture, quality=90)
    return result.getvalue()


def strip_jpeg(data):
    """Return a JPEG of a PDF without its remarks, its pixels untouched."""
    result, at = bytearray(b"\xff\xd8"), 2
    while data[at : at + 1] == b"\xff":
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:  # the pixels, up to the last end mark
            last = data.rfind(b"\xff\xd9")
            return bytes(result + (data[at : last + 2] if last > at else data[at:]))
        # APP0 and APP14 define the colours.
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE:
            result += data[at:end]
        at = end
    raise Refused("broken")
