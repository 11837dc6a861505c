"""The filter language of the events drawer: text to a bounded tree of terms.

Errors name their column. An example:

    type==lost && cause==attack && node in {3, 17, 20..30} && t>120 && round<=50
    && kind!=transfer || text~"head"

``and``, ``or``, ``not`` may be written ``&&``, ``||``, ``!``. Text alone, ``"head"``, searches the phrases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from widgets.events.filter_terms import (
    ALIASES,
    COMPARE,
    FIELDS,
    NUMERIC,
    WORDS,
    And,
    Compare,
    Contains,
    Everything,
    Member,
    Not,
    Or,
    Term,
    Word,
)

MAX_LENGTH = 500
MAX_DEPTH = 24

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>[-+]?\d+(?:\.(?!\.)\d*)?(?:[eE][-+]?\d+)?)
      | (?P<word>[^\W\d]\w*)
      | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
      | (?P<op>\.\.|==|!=|<=|>=|&&|\|\||[=<>~!(){},])
    """,
    re.VERBOSE,
)
_OPERATORS = {"and": "&&", "or": "||", "not": "!", "=": "==", "in": "in"}


class FilterError(ValueError):
    """A filter that cannot be read.

    Args:
        column: Where, counted from 0.
        expected: What could stand there, as a plain phrase.
        found: What stands there; empty at the end.
        hint: A name that was probably meant.
    """

    def __init__(self, column: int, expected: str, found: str = "", hint: str = "") -> None:
        super().__init__(f"column {column + 1}: expected {expected}, found {found or 'the end'}")
        self.column, self.expected, self.found, self.hint = column, expected, found, hint


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: ``kind`` is ``number``, ``word``, ``text``, ``op`` or ``end``."""

    kind: str
    value: str
    column: int


def tokens(text: str) -> list[Token]:
    """The text in pieces, the last being of kind ``end``.

    Raises:
        FilterError: Too long, or a character that belongs to nothing.
    """
    if len(text) > MAX_LENGTH:
        raise FilterError(MAX_LENGTH, f"at most {MAX_LENGTH} characters", f"{len(text)}")
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            quote = text[at] in "\"'"
            raise FilterError(at, "a closing quotation mark" if quote else "a field, value or operator", text[at])
        kind, value = match.lastgroup or "", match.group(match.lastgroup or 0)
        if kind in {"double", "single"}:
            found.append(Token("text", value, at))
        elif kind == "word" and value.lower() in _OPERATORS:
            found.append(Token("op", _OPERATORS[value.lower()], at))
        elif kind == "op":
            found.append(Token("op", _OPERATORS.get(value, value), at))
        elif kind != "space":
            found.append(Token(kind, value, at))
        at = match.end()
    found.append(Token("end", "", len(text)))
    return found


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter ready for use."""

    text: str
    term: Term

    def mask(self, records: np.ndarray, attack_names: Sequence[str] = ()) -> np.ndarray:
        """bool[n]: the records that pass."""
        return self.term.mask(records, attack_names)

    def reasons(self, record: np.ndarray, attack_names: Sequence[str] = ()) -> frozenset[str]:
        """Fields that made the record (an array of one) pass."""
        return self.term.reasons(record, attack_names)

    @property
    def empty(self) -> bool:
        """Lets everything pass."""
        return isinstance(self.term, Everything)


class _Parser:
    """Recursive descent; depth grows only with parentheses and ``not``."""

    def __init__(self, text: str) -> None:
        self.rest = tokens(text)
        self.at = 0
        self.seen: list[str] = []

    @property
    def now(self) -> Token:
        return self.rest[self.at]

    def take(self, *values: str) -> bool:
        if self.now.kind == "op" and self.now.value in values:
            self.at += 1
            return True
        return False

    def fail(self, expected: str, hint: str = "") -> FilterError:
        return FilterError(self.now.column, expected, self.now.value, hint)

    def whole(self) -> Term:
        if self.now.kind == "end":
            return Everything()
        term = self.either(0)
        if self.now.kind != "end":
            raise self.fail("and, or, or the end")
        return term

    def either(self, depth: int) -> Term:
        terms = [self.both(depth)]
        while self.take("||"):
            terms.append(self.both(depth))
        return terms[0] if len(terms) == 1 else Or(tuple(terms))

    def both(self, depth: int) -> Term:
        terms = [self.single(depth)]
        while self.take("&&"):
            terms.append(self.single(depth))
        return terms[0] if len(terms) == 1 else And(tuple(terms))

    def single(self, depth: int) -> Term:
        if depth > MAX_DEPTH:
            raise self.fail(f"at most {MAX_DEPTH} levels of parentheses")
        if self.take("!"):
            since = len(self.seen)
            term = self.single(depth + 1)
            return Not(term, frozenset(self.seen[since:]))
        if self.take("("):
            term = self.either(depth + 1)
            if not self.take(")"):
                raise self.fail("and, or, or a closing )")
            return term
        if self.now.kind == "text":
            return self.contains("text")
        return self.relation()

    def relation(self) -> Term:
        field = self.field()
        self.seen.append(field)
        if field == "text":
            return self.text_relation()
        op = self.now.value if self.now.kind == "op" else ""
        if op == "in":
            self.at += 1
            return self.member(field)
        if op not in COMPARE or (field in WORDS and op not in {"==", "!="}):
            raise self.fail("==, != or in" if field in WORDS else "a comparison (== != < <= > >=) or in")
        self.at += 1
        if field in WORDS:
            term: Term = Word(field, (self.word(field),))
            return Not(term, frozenset({field})) if op == "!=" else term
        return Compare(field, op, self.number())

    def field(self) -> str:
        name = self.now.value.lower()
        name = ALIASES.get(name, name)
        if self.now.kind != "word" or name not in FIELDS:
            close = get_close_matches(name, [*FIELDS, *ALIASES], 1) if self.now.kind == "word" else []
            raise self.fail(f"a field ({', '.join(FIELDS)})", close[0] if close else "")
        self.at += 1
        return name

    def text_relation(self) -> Term:
        if not self.take("~"):
            raise self.fail("~ and a text to look for")
        return self.contains("text")

    def contains(self, field: str) -> Term:
        if self.now.kind not in {"text", "word", "number"} or not self.now.value:
            raise self.fail('a text such as "head"')
        self.seen.append(field)
        self.at += 1
        return Contains(field, self.rest[self.at - 1].value)

    def number(self) -> float:
        if self.now.kind != "number":
            raise self.fail("a number")
        self.at += 1
        return float(self.rest[self.at - 1].value)

    def word(self, field: str) -> str:
        value = self.now.value.lower()
        if self.now.kind not in {"word", "text"} or value not in WORDS[field]:
            close = get_close_matches(value, WORDS[field], 1) if value else []
            raise self.fail(f"a value of {field} ({', '.join(WORDS[field])})", close[0] if close else "")
        self.at += 1
        return value

    def member(self, field: str) -> Term:
        if not self.take("{", "("):
            raise self.fail("a list such as {3, 17}")
        words: list[str] = []
        ranges: list[tuple[float, float]] = []
        while True:
            if field in WORDS:
                words.append(self.word(field))
            else:
                low = self.number()
                ranges.append((low, self.number() if self.take("..") else low))
            if self.take("}", ")"):
                return Word(field, tuple(words)) if field in WORDS else Member(field, tuple(ranges))
            if not self.take(","):
                raise self.fail("a comma or a closing }")


def parse(text: str) -> Filter:
    """The filter that a text describes; an empty text lets everything pass.

    Raises:
        FilterError: With the column and what was expected there.
    """
    return Filter(text, _Parser(text).whole())


@dataclass(frozen=True, slots=True)
class Completion:
    """What could stand at the cursor: ``text[start:cursor]`` is replaced by one of ``choices``."""

    start: int
    choices: tuple[str, ...]


def complete(text: str, cursor: int) -> Completion:
    """Names and values that fit at the cursor, most likely first."""
    before = text[:cursor]
    match = re.search(r"[^\W\d]\w*$", before)
    start = match.start() if match else cursor
    prefix = before[start:].lower()
    try:
        known = tokens(before[:start])[:-1]
    except FilterError:
        return Completion(cursor, ())
    choices = _fitting(known, number_ahead=bool(re.search(r"\d$", before)))
    return Completion(start, tuple(c for c in choices if c.startswith(prefix) and c != prefix))


def _fitting(known: list[Token], *, number_ahead: bool) -> tuple[str, ...]:
    last = known[-1] if known else Token("op", "&&", 0)
    if last.kind in {"text", "number"} or (last.kind == "op" and last.value in {")", "}"}):
        return () if number_ahead else ("and", "or")
    if last.kind == "word":
        name = ALIASES.get(last.value.lower(), last.value.lower())
        is_field = name in FIELDS and (len(known) < 2 or known[-2].value in {"&&", "||", "!", "("})
        if not is_field:
            return ("and", "or")
        if name == "text":
            return ("~",)
        return ("==", "!=", "in") if name in WORDS else (">", ">=", "<", "<=", "==", "!=", "in")
    field = _field_of(known)
    if last.value in {"==", "!=", "{", ","} or (last.value == "(" and field and known[-2].value == "in"):
        return WORDS.get(field, ())
    return (*FIELDS, *ALIASES, "not") if last.value in {"&&", "||", "!", "("} else ()


def _field_of(known: list[Token]) -> str:
    """The field to which the value at the end belongs."""
    for token in reversed(known):
        name = ALIASES.get(token.value.lower(), token.value.lower())
        if token.kind == "word" and name in FIELDS:
            return name
        if token.kind == "op" and token.value in {"&&", "||", "!"}:
            return ""
    return ""


__all__ = [
    "FIELDS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "NUMERIC",
    "Completion",
    "Filter",
    "FilterError",
    "Token",
    "complete",
    "parse",
    "tokens",
]
