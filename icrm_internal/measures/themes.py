# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a comment speaks of, by its words, English or Chinese.

No guess is made beyond the words that an officer has given a theme: an English word is
found in its other forms (waits, waited), a Chinese one in both scripts.
"""

import re

from .textsearch import UNSPACED_RUN, latin_words, normalise, stem

_SEPARATORS = re.compile(r"[,;\n，；、]+")
_HAN = UNSPACED_RUN.pattern.removesuffix("+")
_BETWEEN_SCRIPTS = re.compile(rf"(?<={_HAN}) (?=[a-z0-9])|(?<=[a-z0-9]) (?={_HAN})")


def read_words(text):
    """Return the words and phrases of a theme, as :func:`find_themes` compares them.

    >>> read_words("Waiting; too slow, 等待")
    [('wait',), ('too', 'slow'), '等待']

    What is Chinese in part stays whole: IT is no word of it.

    >>> read_words("IT 支持")
    ['it支持']
    """
    found = []
    for piece in _SEPARATORS.split(text or ""):
        piece = normalise(piece)
        if UNSPACED_RUN.search(piece):
            found.append(piece.replace(" ", ""))
        elif latin := latin_words(piece):
            found.append(tuple(map(stem, latin)))
    return found


def find_themes(body, themes):
    """Return the keys of *themes* whose words are in *body*, in their order.

    :param themes: {key: what :func:`read_words` returns}

    >>> find_themes("We waited", {1: read_words("wait"), 2: read_words("rude")})
    [1]
    """
    body = normalise(body)
    stems = list(map(stem, latin_words(body)))
    # Blanks between scripts: some write them, some do not
    closed = _BETWEEN_SCRIPTS.sub("", body)

    def is_in(word):
        if isinstance(word, str):
            return word in closed
        size = len(word)
        return any(
            tuple(stems[place : place + size]) == word
            for place in range(len(stems) - size + 1)
        )

    return [key for key, words in themes.items() if any(map(is_in, words))]
