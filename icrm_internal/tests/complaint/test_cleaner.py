# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import io
import time
import zipfile
import zlib

import openpyxl
from openpyxl.comments import Comment
from PIL import (  # noqa: F401, Odoo leaves WebP out
    Image,
    PngImagePlugin,
    WebPImagePlugin,
)
from PyPDF2 import PdfReader, PdfWriter
from PyPDF2.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from odoo.tests import TransactionCase, tagged

from ... import cleaner

NAME = "Wilhelmina"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main"


def picture(kind, size=(40, 20), **options):
    result = io.BytesIO()
    Image.new("RGB", size, "red").save(result, kind, **options)
    return result.getvalue()


def exif(orientation=6):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x013B] = NAME  # Artist
    tags[0x8298] = NAME  # Copyright
    return tags


def jpeg():
    return picture("JPEG", exif=exif(), comment=NAME.encode()) + NAME.encode()


def png():
    remarks = PngImagePlugin.PngInfo()
    remarks.add_text("Author", NAME)
    remarks.add_itxt("XML:com.adobe.xmp", f"<x>{NAME}</x>", zip=True)
    return picture("PNG", pnginfo=remarks, exif=exif())


def webp():
    return picture("WEBP", exif=exif(), xmp=f"<x>{NAME}</x>".encode())


def gif():
    return picture("GIF", comment=NAME.encode())


def stream(data, **keys):
    one = DecodedStreamObject()
    one._data = data
    for key, value in keys.items():
        one[NameObject(f"/{key}")] = value
    return one


def pdf(locked=False):
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": NAME, "/Creator": NAME})
    xmp = stream(f"<x>{NAME}</x>".encode(), Type=NameObject("/Metadata"))
    writer._root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    page[NameObject("/Metadata")] = writer._add_object(xmp)
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/X"): TextStringObject(NAME)}
    )
    photo = stream(
        jpeg(),
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Image"),
        Filter=NameObject("/DCTDecode"),
        Width=NumberObject(40),
        Height=NumberObject(20),
        ColorSpace=NameObject("/DeviceRGB"),
        BitsPerComponent=NumberObject(8),
        Metadata=writer._add_object(xmp),
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject(
                {NameObject("/Photo"): writer._add_object(photo)}
            )
        }
    )
    page[NameObject("/Contents")] = writer._add_object(stream(b"/Photo Do % visible"))
    remark = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/Rect"): ArrayObject([FloatObject(1)] * 4),
            NameObject("/T"): TextStringObject(NAME),
            NameObject("/Contents"): TextStringObject("visible"),
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(remark)])
    writer.add_attachment("diary.txt", NAME.encode())
    if locked:
        writer.encrypt("secret")
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def pack(parts):
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = NAME.encode()
        for name, content in parts.items():
            archive.writestr(name, content)
    return result.getvalue()


def docx(**more):
    override = '<Override PartName="/{}" ContentType="{}"/>'.format
    relation = (
        f'<Relationship Id="{{}}" Type="{R}/{{}}" Target="{{}}" TargetMode="{{}}"/>'
    ).format
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    return pack(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            + override("word/document.xml", f"{MAIN}+xml")
            + override("docProps/core.xml", "application/x")
            + "</Types>",
            "_rels/.rels": relations.format(
                relation("rId1", "officeDocument", "word/document.xml", "Internal")
                + relation("rId2", "core-properties", "docProps/core.xml", "Internal")
            ),
            "docProps/core.xml": f"<core><creator>{NAME}</creator></core>",
            "docProps/app.xml": f"<app><Manager>{NAME}</Manager></app>",
            "word/people.xml": f"<people><person author='{NAME}'/></people>",
            "word/document.xml": f'<w:document xmlns:w="{W}"><!-- {NAME} -->'
            f'<w:ins w:author="{NAME}" w:date="2026-01-01T10:00:00Z" w:rsidR="0A">'
            "<w:t>visible</w:t></w:ins></w:document>",
            "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:id="0" '
            f'w:author="{NAME}" w:initials="{NAME}"><w:t>visible</w:t></w:comment>'
            "</w:comments>",
            "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:rsids/></w:settings>',
            "word/_rels/settings.xml.rels": relations.format(
                relation(
                    "rId1",
                    "attachedTemplate",
                    f"file:///C:/Users/{NAME}/Normal.dotm",
                    "External",
                )
            ),
            "word/media/image1.jpeg": jpeg(),
            **more,
        }
    )


def xlsx():
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = NAME
    sheet = book.active
    sheet["A1"] = "visible"
    sheet["A1"].comment = Comment(f"{NAME}:\nvisible too", NAME)
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def everything(content):
    """Return all bytes of a file, what is packed inside unpacked."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inner = [everything(archive.read(name)) for name in archive.namelist()]
            return b"".join([content, archive.comment, *inner])
    found, at = [content, content.replace(b"\0", b"")], 0
    while (at := content.find(b"x\x9c", at)) >= 0:
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(content[at:]))
        at += 1
    return b"".join(found)


@tagged("post_install", "-at_install")
class TestCleanFile(TransactionCase):
    def test_nobody_is_named(self):
        for make, extension in (
            (jpeg, ".jpg"),
            (png, ".png"),
            (gif, ".gif"),
            (webp, ".webp"),
            (pdf, ".pdf"),
            (docx, ".docx"),
            (xlsx, ".xlsx"),
        ):
            with self.subTest(extension):
                content = make()
                self.assertIn(NAME.encode(), everything(content))
                self.assertEqual(cleaner.clean(content)[0], extension)
                cleaned = cleaner.clean(content)[1]
                self.assertNotIn(NAME.encode(), everything(cleaned))
                self.assertNotIn(NAME.encode("utf-16-be"), everything(cleaned))

    def test_what_is_seen_stays(self):
        for make in (jpeg, png, gif, webp):
            image = Image.open(io.BytesIO(cleaner.clean(make())[1]))
            image.load()
            # the camera was turned
            size = (40, 20) if make is gif else (20, 40)
            self.assertEqual(image.size, size, make.__name__)
            self.assertGreater(image.convert("RGB").getpixel((5, 5))[0], 200)
        (page,) = PdfReader(io.BytesIO(cleaner.clean(pdf())[1])).pages
        self.assertIn(b"visible", page.get_contents().get_data())
        self.assertEqual(page["/Annots"][0].get_object()["/Contents"], "visible")
        photo = page["/Resources"]["/XObject"]["/Photo"]
        self.assertEqual(Image.open(io.BytesIO(photo._data)).size, (40, 20))
        book = openpyxl.load_workbook(io.BytesIO(cleaner.clean(xlsx())[1]))
        self.assertEqual(book.active["A1"].value, "visible")
        self.assertEqual(book.active["A1"].comment.text, "Author:\nvisible too")
        with zipfile.ZipFile(io.BytesIO(cleaner.clean(docx())[1])) as archive:
            self.assertIn(b"visible", archive.read("word/document.xml"))
            self.assertNotIn(b"docProps", archive.read("_rels/.rels"))
            self.assertNotIn(b"docProps", archive.read("[Content_Types].xml"))
        self.assertEqual(
            cleaner.clean(b"a\r\n\xe4\xbd\xa0"), (".txt", b"a\r\n\xe4\xbd\xa0")
        )

    def test_what_is_not_known_is_refused(self):
        for content, word in (
            (b"\0\0\0\x18ftypheic" + b"\0" * 100, "kind"),
            (b"{\\rtf1{\\info{\\author Jane}}}", "kind"),
            (b"<office:document/>", "kind"),
            (b"%!PS\n%%For: Jane", "kind"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kind"),
            (pack({"a.txt": "x"}), "kind"),
            (pdf(locked=True), "broken"),
            (jpeg()[:200], "broken"),
            (pdf()[:200], "broken"),
            (docx()[:200], "broken"),
            (docx(**{"word/embeddings/oleObject1.bin": b"x"}), "broken"),
            (docx(**{"word/media/image2.emf": b"x"}), "broken"),
            (docx(**{"word/footer.xml": "<!DOCTYPE x><x/>"}), "broken"),
            (
                picture(
                    "GIF", save_all=True, append_images=[Image.new("RGB", (40, 20))]
                ),
                "broken",
            ),
        ):
            with (
                self.subTest(content[:30]),
                self.assertRaises(cleaner.Unclean) as no,
            ):
                cleaner.clean(content)
            self.assertEqual(str(no.exception), word, content[:30])

    def test_bombs(self):
        """Small files that are huge inside end soon, and in a process of their own."""
        zeros = b"0" * 10 * 1024**2
        bombs = {
            "pixels": picture("PNG", (1, 1)).replace(
                b"IHDR\0\0\0\1\0\0\0\1", b"IHDR\0\1\0\0\0\1\0\0"
            ),
            "zip": docx(**{f"word/x{n}.xml": b" " * 10**7 for n in range(9)}),
            "parts": docx(**{f"word/x{n}.xml": "<x/>" for n in range(2500)}),
            "depth": docx(**{"word/x.xml": b"<x>" * 200_000}),
        }
        packed = zlib.compressobj(9)
        many = b"".join(packed.compress(zeros) for _time in range(110)) + packed.flush()
        bombs["pdf"] = (
            b"%%PDF-1.5\n1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 1 0 R"
            b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
            b"startxref\n9\n%%%%EOF" % (len(many), many)
        )
        for kind, bomb in bombs.items():
            with self.subTest(kind):
                self.assertLess(len(bomb), 5 * 1024**2)
                began = time.monotonic()
                with self.assertRaises(cleaner.Unclean):
                    cleaner.clean(bomb)
                self.assertLess(time.monotonic() - began, cleaner.SECONDS)
