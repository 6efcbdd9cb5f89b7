"""The same verbs from a shell: parse, ask the lab, print. As thin as a page."""
