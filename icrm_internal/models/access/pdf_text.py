# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Chinese in a PDF: the font of its language, and a text that can be searched.

wkhtmltopdf takes any font that has a letter, the Japanese forms of a Chinese one. And
fonts draw a radical and the character of the same shape with one glyph; of the two it
notes the radical as the glyph's text, so that nobody finds the character. A space
becomes a tabulator in the same way.
"""

import io
import re
import unicodedata

#: Families by language, the first one installed is used; Noto comes with Debian.
FAMILIES = {
    "zh_CN": ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC"),
    "zh_TW": ("Noto Sans CJK TC", "Noto Sans TC", "Microsoft JhengHei", "PingFang TC"),
    "zh_HK": ("Noto Sans CJK HK", "Noto Sans HK", "Noto Sans CJK TC", "PingFang HK"),
    "ja_JP": ("Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", "Meiryo"),
    "ko_KR": ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic"),
}
#: For letters that are not Chinese.
LATIN = ("Noto Sans", "Liberation Sans", "Arial", "Noto Sans CJK SC", "DejaVu Sans")

# Unicode's EquivalentUnifiedIdeograph.txt for the supplement of radicals; those of
# Kangxi are compatible with their character (NFKC).
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧"
    "⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍"
    "⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_CHARACTERS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶"
    "辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_BY_RADICAL = dict(zip(_RADICALS, _CHARACTERS, strict=True)) | {
    chr(code): unicodedata.normalize("NFKC", chr(code))
    for code in range(0x2F00, 0x2FD6)
}
_FIRST, _LAST = 0x2E80, 0x2FD5
_TABULATOR = 9
_CHINESE = re.compile("[\u4e00-\u9fff]")


def get_style(lang, texts=()):
    """Return the CSS of a report in *lang*: fonts of the system only.

    wkhtmltopdf draws the letters of a web font as outlines, that nobody can search; all
    of the company's fonts are such. Chinese *texts* of a report in another language are
    set in simplified letters: a report may have a language of its own.

    Only the outermost blocks: icons and code keep the fonts of their own.
    """
    if lang not in FAMILIES and any(map(_CHINESE.search, filter(None, texts))):
        lang = "zh_CN"
    families = FAMILIES.get(lang, ())
    names = ", ".join(f"'{name}'" for name in (*families, *LATIN))
    return (
        "html body, html body .header, html body .article, html body .footer,"
        ' html body .page, html body [class*="o_company_"]'
        f" {{ font-family: {names}, sans-serif; }}"
    )


def get_character(text):
    """Return *text* with the character for each radical that is one.

    >>> get_character("\u2f00\u2ee3")
    '一骨'
    """
    return "".join(_BY_RADICAL.get(letter, letter) for letter in text)


def make_searchable(content):
    """Return a PDF whose text has characters and spaces instead of look-alikes."""
    from PyPDF2 import PdfReader, PdfWriter
    from PyPDF2.generic import DecodedStreamObject, NameObject

    reader = PdfReader(io.BytesIO(content))
    writer = PdfWriter()
    writer.clone_reader_document_root(reader)
    changed = set()
    for page in reader.pages:
        resources = page["/Resources"] if "/Resources" in page else {}
        fonts = resources["/Font"] if "/Font" in resources else {}
        for font in map(fonts.__getitem__, fonts):
            if "/ToUnicode" not in font or id(font) in changed:
                continue
            before = font["/ToUnicode"].get_data()
            after = _replace_radicals(before)
            if after != before:
                stream = DecodedStreamObject()
                stream.set_data(after)
                font[NameObject("/ToUnicode")] = writer._add_object(
                    stream.flate_encode()
                )
                changed.add(id(font))
    if not changed:
        return content
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _replace_radicals(unicode_map):
    """Return a font's map of glyphs to texts without radicals and tabulators.

    Qt writes lists, ``<0001> <0003> [<2F00> <76F4> <2FA6>]``; a run of glyphs after
    ``<0001> <0003> <2F00>`` is one of following texts, and becomes such a list.
    """
    text = unicode_map.decode("latin-1")
    text = re.sub(
        r"(?m)^<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]{4})>(?= *\r?$)",
        _spell_out,
        text,
    )
    text = re.sub(
        r"\[[^\]]*\]", lambda found: re.sub("<(....)>", _replace_one, found[0]), text
    )
    return text.encode("latin-1")


def _spell_out(match):
    first, last, start = (int(number, 16) for number in match.groups())
    length = last - first + 1
    has_radical = start <= _LAST and start + length > _FIRST
    has_tabulator = start <= _TABULATOR < start + length
    if not (has_radical or has_tabulator) or not 0 < length <= 0x10000:
        return match[0]
    texts = " ".join(f"<{code:04X}>" for code in range(start, start + length))
    return f"<{match[1]}> <{match[2]}> [{texts}]"


def _replace_one(match):
    code = int(match[1], 16)
    character = " " if code == _TABULATOR else _BY_RADICAL.get(chr(code))
    if not character:
        return match[0]
    return f"<{character.encode('utf-16-be').hex().upper()}>"
