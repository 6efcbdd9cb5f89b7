"""Halves of characters in what the browser sends: the message is read, and nothing else in it is touched."""

from __future__ import annotations

import asyncio
import struct

import pytest
from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from retouch_lib.ui.server.frames import Frames

HALF = b"\xed\xa0\x80"
PLACE = "\ue000"
"""A character of as many bytes, to be changed into HALF: no encoder of ours writes that."""


def received(data: bytes, kind: str = "websocket") -> bytes:
    """What the app gets of a frame."""
    got: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        got.append(await receive())

    async def receive() -> Message:
        return {"type": "websocket.receive", "bytes": data}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    asyncio.run(Frames(app)({"type": kind}, receive, send))
    return bytes(got[0]["bytes"])


def typed(text: str, number: float = 0.5) -> bytes:
    message = BackMsg()
    widget = message.rerun_script.widget_states.widgets.add()
    widget.id, widget.string_value = "paste", text
    other = message.rerun_script.widget_states.widgets.add()
    other.id, other.double_value = "share", number
    return message.SerializeToString()


def test_half_a_character_is_read_as_an_unknown_one() -> None:
    data = typed(f"a{PLACE}b{PLACE}😀").replace(PLACE.encode(), HALF)
    with pytest.raises(DecodeError):
        BackMsg().ParseFromString(data)
    message = BackMsg()
    message.ParseFromString(received(data))
    widgets = message.rerun_script.widget_states.widgets
    assert [widgets[0].string_value, widgets[1].double_value] == ["a\ufffdb\ufffd😀", 0.5]
    assert received(data, "http") == data


def test_the_same_bytes_in_a_number_stay() -> None:
    (number,) = struct.unpack("<d", HALF + b"\x00\x00\x00\x00\x40")
    data = typed("a", number)
    assert HALF in data
    assert received(data) == data
    assert received(b"") == b""
