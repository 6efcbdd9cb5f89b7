"""Browser contexts that serve one test after another: a warm one has the app's scripts compiled and a window open."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

STORED = "local_storage,indexeddb,cache_storage,service_workers"


class Contexts:
    """Plain contexts, lent to one test at a time. Of a test nothing stays in them but what the browser cached.

    Of a person who wants no motion: what slides and fades is painted sixty times a second, a fifth of a page's cost.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[BrowserContext] = []
        self._keepers: dict[BrowserContext, tuple[Page, CDPSession]] = {}
        """An empty page in each, or the window would close with the last page; opening one costs half a second."""

    def take(self) -> BrowserContext:
        if self._idle:
            return self._idle.pop()
        context = self._browser.new_context(accept_downloads=True, reduced_motion="reduce")
        keeper = context.new_page()
        self._keepers[context] = keeper, context.new_cdp_session(keeper)
        return context

    def give_back(self, context: BrowserContext) -> None:
        """Close its pages, and forget what they stored."""
        keeper, session = self._keepers[context]
        pages = [page for page in context.pages if page is not keeper]
        origins = {f"{address.scheme}://{address.netloc}" for page in pages if (address := urlsplit(page.url)).netloc}
        for page in pages:
            page.close()
        for origin in origins:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORED})
        context.clear_cookies()
        self._idle.append(context)

    def close(self) -> None:
        for context in self._keepers:
            context.close()
