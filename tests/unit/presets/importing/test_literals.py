"""What a literal's reader tells besides the values: where each begins, and where reading stopped."""

from __future__ import annotations

import pytest

from retouch_lib.presets.importing.literals import Reader, UnreadableLiteral


def stuck(text: str) -> list[tuple[str, str]]:
    """The word at which reading stopped, and the problem."""
    reader = Reader(text)
    list(reader.all())
    return [(text[at:].split()[0] if text[at:].strip() else "", problem) for at, problem in reader.stuck]


class TestWhere:
    def test_each_object_list_and_string(self) -> None:
        text = "P = {'mode': 'professional',\n 'tasks': [{'Plugin': 'Heal'}]}"
        reader = Reader(text)
        (literal,) = reader.all()
        tasks = literal.value["tasks"]
        assert reader.where(literal.value) == text.index("{")
        assert reader.where(tasks) == text.index("[")
        assert reader.where(tasks[0]) == text.index("{'Plugin")
        assert reader.where(tasks[0]["Plugin"]) == text.index("'Heal")

    def test_only_the_very_values_that_were_read(self) -> None:
        reader = Reader("{'tasks': []}")
        (literal,) = reader.all()
        assert reader.where(dict(literal.value)) is None
        assert reader.where(1) is reader.where(None) is None


class TestStuck:
    def test_each_place_once_and_reading_goes_on(self) -> None:
        text = "{a: {Alpha1: BASE},\n b: {Alpha1: 0.5}}"
        reader = Reader(text)
        assert [literal.value for literal in reader.all()] == [{"Alpha1": 0.5}]
        assert reader.stuck == [(text.index("BASE"), '"BASE" is a name, not a value,')]

    def test_a_single_one_is_kept_too(self) -> None:
        reader = Reader("{'tasks': [run()]}")
        with pytest.raises(UnreadableLiteral):
            reader.read(0)
        assert reader.stuck == [(11, '"run" is a name, not a value,')]

    def test_a_few_hundred(self) -> None:
        assert len(stuck("{x}\n" * 1000)) == 300

    def test_nothing_where_all_is_read(self) -> None:
        assert stuck("{'tasks': []} and [1, 2]") == []


class TestTextsInQuotes:
    def test_one_with_escapes_is_read_and_bounded(self) -> None:
        text = r'''"{\"tasks\": []}" and "[1" + ", 2]"'''
        first, second = Reader(text).all()
        assert (first.value, text[first.start : first.end]) == ({"tasks": []}, r'"{\"tasks\": []}"')
        assert (second.value, text[second.start : second.end]) == ([1, 2], '"[1" + ", 2]"')

    @pytest.mark.parametrize(
        "text", ['f"{{\\"a\\": 1}}"', '$"{{\\"a\\": 1}}"', r'"{\"a\": \"$x\"}"', r'x = "{\"a\": " + x + "}"']
    )
    def test_one_that_is_filled_in_is_not(self, text: str) -> None:
        assert [literal.value for literal in Reader(text).all() if literal.value] == []

    def test_what_stands_in_quotes_as_it_is_begins_at_its_bracket(self) -> None:
        (literal,) = Reader("payload='{\"tasks\": []}'").all()
        assert literal.start == len("payload='")
