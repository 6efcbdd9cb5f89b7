"""What files, servers and colleagues might call themselves, and a page that shows it: `streamlit run` this file."""

from __future__ import annotations

import random

HOSTILE = (
    "![x](http://127.0.0.1:9/pixel.png)",
    "![x][y]\n\n[y]: http://127.0.0.1:9/pixel.png",
    "[y]: http://127.0.0.1:9/pixel.png\n\n![y]",
    "<img src=http://127.0.0.1:9/pixel.png>",
    "a\n# head",
    "a\r# head\r\n## second",
    "head\n===",
    "head\n---",
    "***",
    "- - -",
    "> quoted",
    "* one\n* two",
    "+ one\n- two",
    "12. twelve\n13) thirteen",
    "1.",
    "    code",
    "a\n\n\tcode",
    "```\ncode\n```",
    "~~~mermaid\ngraph TD\n~~~",
    "`code` ``more``",
    "~~gone~~ ~gone~",
    "**bold** __bold__ *em* _em_ DSC_6229_a",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "a\n:-",
    "a\n-:",
    "- [ ] task",
    "a[^1]\n\n[^1]: note",
    "$x^2$ and $$y$$",
    "&lt;img&gt; &#58;material/home:",
    "http://rebound.example/a_b",
    "see HTTPS://rebound.example, www.rebound.example and _www.rebound.example",
    "me@rebound.example mailto:me@rebound.example xmpp:me@rebound.example photo@2x.jpg",
    "<http://rebound.example>",
    ":material/home: :material_home: \\:material/home:",
    ":streamlit: :rocket: :100: :+1: :-1:",
    ":red[x] :blue-background[x] :small[x] :help[x] :shimmer[x] :green-badge[x] :color[x]{foreground=red}",
    "::note[x]{a=b}",
    ":::box\ninside\n:::",
    "\u00a0+",
    "\u00a0# head\u2003",
    "a@.b.example, @.@.b.example",
    "a:b{c=d} 1:2{c=d} 1:2[c] :-{c} :_[c] ::x ::",
    "-> a <- b <-> c -- d >= e <= f ~= g ->",
    "\u202egpj.exe \u2066x\u2069 \u200fy",
    "half \ud800 a pair",
    "a\x00b\x07c\x0cd",
    "line\u2028# separator\u2029- next\x85# third",
    "back\\slash\\",
    "\\![x](y) \\\\![x](y)",
    "two  \nlines",
    "12:30, 12:30:45, 50 %, a (1).jpg, 12 o'clock, #1, +1, -1, =, 1.5 GB",
)
MIXED = (400, 8)
"""How many, and the seed."""
_PIECES = (*"\\`*_[]()<>$~|&:#+-=!@^{}./'\"", *"ab1 ", "\n", "\n\n", "\r", "\t", "    ", "http://", "www.", "material/",
           "red[", "12.", "---", "===", "```", "![", "](", "&#", "\u2060", "\u00a0", "é", "🙂")  # fmt: skip


def mixed(count: int, seed: int) -> list[str]:
    """Texts put together from all that means something to Markdown."""
    source = random.Random(seed)
    return ["".join(source.choices(_PIECES, k=source.randint(1, 14))) for _ in range(count)]


def page() -> None:
    import streamlit as st

    from retouch_lib.ui.shared.escaped import progress, table
    from retouch_lib.ui.shared.text import plain

    for index, text in enumerate((*HOSTILE, *mixed(*MIXED))):
        with st.container(key=f"caption_{index}"):
            st.caption(plain(text))
    for index, text in enumerate(HOSTILE):
        with st.container(key=f"parts_{index}"):
            progress(0.5, text)
            table({text: [text]})
            st.checkbox(plain(text), key=f"check_{index}")
            st.button(plain(text), key=f"button_{index}")
            st.pills(plain(text), [plain(text)], key=f"pills_{index}")
            st.expander(plain(text), expanded=False)
            st.warning(plain(text))


if __name__ == "__main__":
    page()
