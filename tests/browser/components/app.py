"""Serves the pictures and takes uploads, as the real app's routes do."""

from __future__ import annotations

import hashlib

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from retouch_lib.ui.server.scripts import serve_script
from retouch_lib.ui.server.urls import SCRIPT_ROUTE
from tests.browser.components.pictures import drawn, sample


async def picture(request: Request) -> Response:
    """/pictures/balanced/3000/2000/1500.jpg"""
    cast, width, height, shown = (request.path_params[name] for name in ("cast", "width", "height", "shown"))
    return _image(drawn(cast, int(width), int(height), int(shown)))


async def sample_picture(request: Request) -> Response:
    """/samples/portrait/0.9/910.jpg"""
    name, gamma, shown = (request.path_params[name] for name in ("name", "gamma", "shown"))
    return _image(sample(name, float(gamma), int(shown)))


def _image(data: bytes) -> Response:
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600, immutable"})


async def upload(request: Request) -> Response:
    """Takes JPEG by its first bytes; anything else is answered with a sentence."""
    digest, first = hashlib.sha256(), b""
    async for chunk in request.stream():
        first = first or chunk[:2]
        digest.update(chunk)
    if first == b"BR":
        return Response("<html>Bad gateway</html>", 502)
    if first != b"\xff\xd8":
        return JSONResponse({"error": "This is no JPEG or PNG. Export a full-size JPEG."}, 400)
    return JSONResponse({"sha256": digest.hexdigest()})


app = st.App(
    "page.py",
    routes=[
        Route("/pictures/{cast}/{width:int}/{height:int}/{shown:int}.jpg", picture),
        Route("/samples/{name}/{gamma}/{shown:int}.jpg", sample_picture),
        Route("/upload", upload, methods=["PUT"]),
        Route(SCRIPT_ROUTE, serve_script),
    ],
)
