"""Stored names in free text: exact, alias, short form, pinyin and typos, over tens of thousands of records.

Text and names become tokens (a Latin word or one Han character), so Latin names match whole words only. Every way to say
a record is a key in one dictionary; a scan looks up the windows of a sentence that start like some key, the longest
first. What is left is searched for pinyin, homophones and typos (`near.NearMisses`).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from crm.names import ordinary
from crm.names.affixes import first_words, is_firm_like, is_hollow, short_forms
from crm.names.close import Close, CloseNames
from crm.names.entries import PLAIN_KINDS, Candidate, Entry, Mention
from crm.names.hits import Hit, crossing, is_whole, runs, used_by, whole, with_near, without_overlaps
from crm.names.near import NearMisses, is_named_place, splits_a_word
from crm.names.normalise import Token, is_han, join, key_words, normalise, tokens
from crm.names.pinyin import sounds

EXACT, ALIAS, SHORT = 0, 1, 2
_HOW = ("exact", "alias", "short")
_STEPS = 8  # a posting is (entry * 3 + how) * 8 + steps
_SCORES = {"exact": 1.0, "alias": 0.97, "short": 0.92, "pinyin": 0.85, "typo": 0.8, "initials": 0.6}
_STEP_COST, _ERROR_COST = 0.04, 0.08
_MAX_GLUED = 3
_STRANGE = 3  # letters of a word that may be part of a name with two errors
# Capitalised as the first word of a question, these are no names.
_OPENING = (
    "show list which who what when where how compare find give top is are did does do has have the all any count get "
    "tell please rank sort sum total average in on for of from by at to we i my this that these those let turn keep one "
    "it he she you they people our your his her its there here if then and or but not no yes so as with without after "
    "before since until now new more most some many much each every both next last first only just also can could will "
    "would should may might must want need like look make see use used add open close start check step grab pull draw "
    "plot group split order filter break include exclude ignore limit search names deals rounds investors companies"
)
_OPENERS = frozenset(_OPENING.split())


class NameIndex:
    """Finds stored names. Build it once for the records that one user may see; it never changes afterwards.

    `ordinary_word` says of a normalised word whether it is an ordinary one, never to be taken for a typo of a name.
    """

    def __init__(self, entries: Iterable[Entry], ordinary_word: Callable[[str], bool] | Collection[str] | None = None):
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._is_ordinary = _predicate(ordinary_word)
        self._postings: dict[str, tuple[int, ...]] = {}
        self._glued: dict[str, str] = {}
        self._longest: dict[str, int] = {}
        self._sounds: dict[str, tuple[str, ...]] = {}
        for number, entry in enumerate(self.entries):
            self._add_entry(number, entry)
        self._near = NearMisses(self._postings, self._is_ordinary)
        self._close = CloseNames(self._names_of_records())
        self.version = version_of(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str) -> list[Mention]:
        """All names of a sentence in order, the longest and best of those that overlap; spans point into `text`."""
        words = tokens(text)
        exact = without_overlaps(self._exact_hits(words, text))
        hits = with_near(exact, whole(self._near_hits(words, exact), words, text), words)
        hits = with_near(hits, whole(self._close_hits(words, hits), words, text), words)
        mentions = [self._mention(hit, words, text) for hit in sorted(hits, key=lambda hit: hit.first)]
        return [mention for mention in mentions if mention.candidates]

    def lookup(self, name: str, kinds: Collection[str] | None = None) -> tuple[Candidate, ...]:
        """The records that a whole cell or field names exactly, by alias or by short form; best first."""
        key = normalise(name)
        hit = Hit(0, 0, key, self._postings.get(self._glued.get(key, key), ()))
        return tuple(c for c in self._candidates(hit) if kinds is None or c.kind in kinds)

    def nearest(self, text: str, kinds: Collection[str] | None = None, n: int = 3) -> list[Candidate]:
        """The `n` records whose names are most like a name that is not there, by letters or by sound; best first."""
        key = normalise(text)
        if not key or n < 1:
            return []
        pairs = [(key, list(self._postings))]
        if is_han(key):
            pairs.append((sounds(key), list(self._sounds)))
        scored: dict[int, tuple[float, str]] = {}
        for query, choices in pairs:
            for choice, score, _ in process.extract(query, choices, scorer=fuzz.ratio, limit=n * 20, score_cutoff=30):
                keys = (choice,) if choices is pairs[0][1] else self._sounds[choice]
                self._keep_best(scored, keys, score / 100, kinds)
        ranked = sorted(scored.items(), key=lambda item: (-item[1][0], -self.entries[item[0]].weight, item[0]))
        return _first_of_each_name([self._candidate(number, score, how) for number, (score, how) in ranked])[:n]

    # Building

    def _add_entry(self, number: int, entry: Entry) -> None:
        self._add(entry.name, number, EXACT, 0)
        others = [alias for alias in entry.aliases if alias and alias != entry.name]
        if entry.kind == "group":
            others += [name + tail for name in (entry.name, *others) for tail in ("系", "集团", " family", " group")]
        for alias in others:
            self._add(alias, number, ALIAS, 0)
        if entry.kind in PLAIN_KINDS or entry.kind == "person":
            return
        for name in (entry.name, *others):
            for key, steps in short_forms(name):
                if not self._is_too_plain(key):
                    self._add_key(key, number, SHORT if steps else ALIAS, steps)

            for key, steps in first_words(name):
                if not self._is_too_plain(key) and not is_hollow(key) and not self._all_ordinary(key) and len(key) >= 4:
                    self._add_key(key, number, SHORT, steps)

    def _names_of_records(self) -> list[str]:
        """The keys that name something else than industries, places and users."""
        plain = (
            all(self._entry(posting).kind in PLAIN_KINDS for posting in found) for found in self._postings.values()
        )
        return [key for key, is_plain in zip(self._postings, plain, strict=True) if not is_plain]

    def _is_too_plain(self, key: str) -> bool:
        return ordinary.is_common(key) or is_named_place(key) or (key.isascii() and len(key) < 3)

    def _add(self, name: str, number: int, how: int, steps: int) -> None:
        if key := normalise(name):
            self._add_key(key, number, how, steps)

    def _add_key(self, key: str, number: int, how: int, steps: int) -> None:
        posting = (number * len(_HOW) + how) * _STEPS + min(steps, _STEPS - 1)
        known = self._postings.get(key)
        if known is None:
            self._register(key)
            self._postings[key] = (posting,)
        elif all(other // _STEPS // len(_HOW) != number for other in known):
            self._postings[key] = (*known, posting)

    def _register(self, key: str) -> None:
        """Notes how a key starts, how long it is, how it sounds and how it looks without spaces."""
        words = key_words(key)
        self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
        if len(words) > 1 and " " in key:
            self._glued.setdefault(key.replace(" ", ""), key)
        if len(key) > 1 and is_han(key):
            sound = sounds(key)
            self._sounds[sound] = (*self._sounds.get(sound, ()), key)

    # Finding

    def _exact_hits(self, words: Sequence[Token], text: str) -> list[Hit]:
        hits = []
        for first, token in enumerate(words):
            reach = min(len(words), first + self._longest.get(token.key, 0))
            for last in range(reach, first, -1):
                key = join([word.key for word in words[first:last]])
                postings = self._postings.get(key)
                if (
                    postings
                    and is_whole(words[first:last], text)
                    and self._is_accepted(words, first, last, key, postings)
                ):
                    hits.append(Hit(first, last, key, postings))
                    break
            hits += self._glued_hits(words, first)
        return hits

    def _glued_hits(self, words: Sequence[Token], first: int) -> list[Hit]:
        """«SequoiaCapital» for Sequoia Capital, "Face Book" for Facebook."""
        glued = words[first].key
        if words[first].is_han or len(glued) < 2 or self._is_ordinary(glued):
            return self._spaced_hits(words, first) if not words[first].is_han else []
        if key := self._glued.get(glued):
            return [Hit(first, first + 1, key, self._postings[key])]
        return self._spaced_hits(words, first)

    def _spaced_hits(self, words: Sequence[Token], first: int) -> list[Hit]:
        glued = words[first].key
        for last in range(first + 2, min(len(words), first + _MAX_GLUED) + 1):
            glued += words[last - 1].key
            parts = words[first:last]
            if words[last - 1].is_han:
                return []
            if all(self._is_ordinary(part.key) for part in parts) and not all(part.is_capital for part in parts):
                continue
            key = glued if glued in self._postings else self._glued.get(glued, "")
            if len(glued) >= 5 and key and parts[-1].start - parts[-2].end <= 1:
                return [Hit(first, last, key, self._postings[key])]
        return []

    def _is_accepted(self, words: Sequence[Token], first: int, last: int, key: str, postings: tuple[int, ...]) -> bool:
        parts = words[first:last]
        if all(part.is_han for part in parts):
            return len(key) > 1 and not self._is_cut_out(words, first, last, key)
        if key in ordinary.english_nouns() and not parts[0].is_capital and _are_short(postings):
            return False
        if any(part.is_han for part in parts) or not all(self._is_ordinary(part.key) for part in parts):
            return True
        if any(self._entry(posting).kind in PLAIN_KINDS for posting in postings):
            return True
        if is_hollow(key):
            return False
        stored = not _are_short(postings)
        if _is_written_large(parts):
            return first > 0 or (stored and key not in _OPENERS)
        return stored and is_firm_like(key)

    def _is_cut_out(self, words: Sequence[Token], first: int, last: int, key: str) -> bool:
        """Whether a two-character match is the end of one everyday word and the beginning of another («米家» in 小米家电)."""
        if len(key) > 2:
            return False
        own = ordinary.count(key)
        left = crossing(words, first - 1, first + 1)
        right = crossing(words, last - 1, last + 1)
        return max(left, right) > max(own, ordinary.COMMON)

    def _near_hits(self, words: Sequence[Token], taken: list[Hit]) -> list[Hit]:
        used = used_by(words, taken)
        hits = []
        for first, last in runs(words, used):
            for miss in self._near.search(words[first:last], used[first:last], self._sounds):
                postings = tuple(p for key in miss.keys for p in self._postings[key])
                hits.append(Hit(first + miss.first, first + miss.last, miss.keys[0], postings, miss.how, miss.errors))
        return hits

    def _close_hits(self, words: Sequence[Token], taken: list[Hit]) -> list[Hit]:
        """Names with two errors around what neither a name nor a word accounts for."""
        used = used_by(words, (hit for hit in taken if hit.how != "typo"))
        hits = []
        for first, last in runs(words, used):
            part = [word.key for word in words[first:last]]
            if words[first].is_han:
                found = self._close_chinese("".join(part), used[first:last])
            else:
                found = self._close.latin(
                    part, [self._is_strange(key, n) for key, n in zip(part, used[first:last], strict=True)]
                )
            for close in found:
                postings = tuple(p for key in close.keys for p in self._postings[key])
                errors = math.ceil(close.cost)
                hits.append(Hit(first + close.first, first + close.last, close.keys[0], postings, "typo", errors))
        return hits

    def _close_chinese(self, text: str, used: Sequence[int]) -> Iterator[Close]:
        free = [not (covered or taken) for covered, taken in zip(ordinary.covered(text), used, strict=True)]
        return self._close.chinese(text, free, lambda first, last: splits_a_word(text, first, last))

    def _is_strange(self, word: str, is_used: int) -> bool:
        return (
            not is_used
            and len(word) >= _STRANGE
            and word.isalpha()
            and not self._is_ordinary(word)
            and not is_named_place(word)
        )

    # Ranking

    def _entry(self, posting: int) -> Entry:
        return self.entries[posting // _STEPS // len(_HOW)]

    def _mention(self, hit: Hit, words: Sequence[Token], text: str) -> Mention:
        start, end = words[hit.first].start, words[hit.last - 1].end
        if text[end : end + 1] in (")", "）") and re.search(r"[(（][^)）]*$", text[start:end]):
            end += 1
        plain = not hit.how and all(self._is_ordinary(part) for part in hit.key.split(" "))
        return Mention(start, end, text[start:end], self._candidates(hit, words), plain)

    def _candidates(self, hit: Hit, words: Sequence[Token] = ()) -> tuple[Candidate, ...]:
        lower = not hit.how and words and not _is_written_large(words[hit.first : hit.last])
        latin = lower and not any(w.is_han for w in words[hit.first : hit.last])
        plain = latin and self._all_ordinary(hit.key) and not is_firm_like(hit.key)
        found: dict[int, Candidate] = {}
        for posting in hit.postings:
            code, steps = divmod(posting, _STEPS)
            number, how = divmod(code, len(_HOW))
            if plain and self.entries[number].kind not in PLAIN_KINDS:
                continue
            candidate = self._candidate(number, self._score(hit, _HOW[how], steps), hit.how or _HOW[how])
            if number not in found or candidate.score > found[number].score:
                found[number] = candidate
        return tuple(sorted(found.values(), key=lambda c: (-c.score, -c.weight, c.kind, str(c.id))))

    def _all_ordinary(self, key: str) -> bool:
        return all(self._is_ordinary(part) for part in key.split(" "))

    def _score(self, hit: Hit, how: str, steps: int) -> float:
        base = _SCORES[how] - _STEP_COST * steps
        if not hit.how:
            return base
        return _SCORES[hit.how] - (1 - base) / 2 - _ERROR_COST * max(0, hit.errors - 1)

    def _candidate(self, number: int, score: float, how: str) -> Candidate:
        entry = self.entries[number]
        bonus = min(0.009, 0.001 * math.log1p(max(0.0, entry.weight)))
        return Candidate(entry.kind, entry.id, entry.name, min(1.0, score + bonus), how, entry.weight, entry.group)

    def _keep_best(
        self, scored: dict[int, tuple[float, str]], keys: Iterable[str], score: float, kinds: Collection[str] | None
    ) -> None:
        for key in keys:
            for posting in self._postings[key]:
                code = posting // _STEPS
                number, how = divmod(code, len(_HOW))
                if (kinds is None or self.entries[number].kind in kinds) and score > scored.get(number, (0.0, ""))[0]:
                    scored[number] = (score, _HOW[how] if score == 1 else "typo")


def _are_short(postings: Sequence[int]) -> bool:
    """Whether a key is nothing but a short form of stored names."""
    return all(posting // _STEPS % len(_HOW) == SHORT for posting in postings)


def _is_written_large(parts: Sequence[Token]) -> bool:
    """Whether every word has a capital, numbers aside: «Harbor 13»."""
    return all(part.is_capital or part.key.isdigit() for part in parts) and any(part.is_capital for part in parts)


def _predicate(words: Callable[[str], bool] | Collection[str] | None) -> Callable[[str], bool]:
    if words is None:
        return ordinary.is_ordinary
    return words if callable(words) else frozenset(words).__contains__


def version_of(entries: Sequence[Entry]) -> str:
    """A hash of the content: the same records give the same version in every process."""
    digest = hashlib.blake2b(digest_size=16)
    for entry in entries:
        digest.update(repr((entry.kind, entry.id, entry.name, entry.aliases, entry.group, entry.weight)).encode())
    return digest.hexdigest()


def _first_of_each_name(candidates: Iterable[Candidate]) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        found.setdefault(candidate.name, candidate)
    return list(found.values())
