"""The page in a browser: no violation of WCAG 2.2 AA, by keyboard alone, on a phone, in the dark, on paper."""

from __future__ import annotations

import base64
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from report_documents import document as blank
from report_reading import rich

from techassure.documents.comparison import compared
from techassure.report import comparison_page, html
from techassure.report.final import html as final_page

webdriver = pytest.importorskip("selenium.webdriver")
ROOT = Path(__file__).parent.parent
AXE = Path(os.environ.get("AXE_CORE", ROOT / "node_modules" / "axe-core")) / "axe.min.js"
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)
PAGES = ["board", "report", "comparison", "long board", "long report", "arabic", "empty", "final"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of a board, of a report, and of what one product does otherwise than another."""
    folder = tmp_path_factory.mktemp("pages")
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
    report = rich(kind="self-check", rankings=[])
    sides = [{**report, "assessments": [each]} for each in report["assessments"]]
    made = {
        "board": html.render(rich()),
        "report": html.render(report),
        "comparison": comparison_page.render(compared(*sides)),
        "long board": html.render(rich(long, long)),
        "long report": html.render(rich(long, long, kind="self-check", rankings=[])),
        "arabic": html.render(rich("نظام مراقبة المرضى", "شركة الرعاية المحدودة")),
        "empty": html.render(blank()),
        "final": final_page.render(ward_messages.final()),
    }
    for name, content in made.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: (folder / f"{name}.html").as_uri() for name in made}


def look(browser: Any, address: str, width: int = 1280, scheme: str = "light") -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(address)


@pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core: `npm install axe-core`, or its folder in AXE_CORE")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["board", "report", "comparison", "final"])
def test_no_violation_of_wcag_22_aa(browser: Any, pages: dict[str, str], name: str, width: int, scheme: str) -> None:
    look(browser, pages[name], width, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    script = "axe.run({runOnly: arguments[0]}).then(arguments[1])"
    found = browser.execute_async_script(script, RULES)
    assert len(found["passes"]) > 20
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_any_screen(browser: Any, pages: dict[str, str], name: str, width: int) -> None:
    look(browser, pages[name], width)
    wide, there_is = browser.execute_script(
        "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]"
    )
    assert wide <= there_is <= width


@pytest.mark.parametrize("name", ["board", "report", "comparison", "final"])
def test_page_asks_for_nothing(browser: Any, pages: dict[str, str], name: str) -> None:
    look(browser, pages[name])
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert [address for address in asked if not address.startswith("data:")] == []


SEEN = """
const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
return [here.tagName, here.className || here.innerText, style.outlineStyle != 'none' || style.boxShadow != 'none',
        box.width * box.height > 0 && box.bottom > 0 && box.top < innerHeight]
"""


@pytest.mark.parametrize("name", ["board", "report", "comparison"])
def test_keyboard_alone_reaches_everything_in_order_and_shows_where_it_is(
    browser: Any, pages: dict[str, str], name: str
) -> None:
    look(browser, pages[name])
    reachable = "return [...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')]"
    count = len(browser.execute_script(f"{reachable}.filter(each => each.checkVisibility())"))
    seen = []
    for _ in range(count):
        webdriver.ActionChains(browser).send_keys("\ue004").perform()
        seen.append(browser.execute_script(SEEN))
    assert seen[0][1] == "Skip to the main content" or seen[0][1] == "skip"
    assert [each for each in seen if not (each[2] and each[3])] == []
    assert len(seen) == count > 3
    order = f"{reachable}.filter(each => each.checkVisibility()).map(each => each.className || each.innerText)"
    assert [each[1] for each in seen] == browser.execute_script(order)


def test_details_open_and_tables_scroll_by_keyboard(browser: Any, pages: dict[str, str]) -> None:
    look(browser, pages["board"], 320)
    closed = browser.find_element("css selector", "details:not([open]) > summary")
    closed.send_keys("\ue007")
    assert closed.find_element("xpath", "..").get_attribute("open")
    table = browser.find_element("css selector", ".scroll")
    scrolled = "const done = arguments[1]; arguments[0].addEventListener('scrollend', () => done(true), {once: true})"
    table.send_keys("\ue014" * 3)
    assert table.get_property("scrollLeft") > 0 or browser.execute_async_script(scrolled, table)


def test_skip_link_leads_to_the_content(browser: Any, pages: dict[str, str]) -> None:
    look(browser, pages["board"])
    webdriver.ActionChains(browser).send_keys("\ue004\ue007").perform()
    assert browser.execute_script("return document.activeElement.id") == "main"


def on_paper(browser: Any, address: str) -> list[str]:
    """Return what the pages say that a page is printed on."""
    pypdf = pytest.importorskip("pypdf")
    look(browser, address)
    made = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(base64.b64decode(made))).pages]


def test_paper_shows_what_is_folded_away(browser: Any, pages: dict[str, str]) -> None:
    assert "".join(on_paper(browser, pages["board"])).count("Not answered: Wardlight?") == 2


def test_on_paper_a_table_stands_whole_under_its_heading(browser: Any, pages: dict[str, str]) -> None:
    found = on_paper(browser, pages["final"])
    (page,) = [each for each in found if "How the totals are made up" in each]
    assert "Total, rounded" in page
    assert "Demonstratio\n" not in "".join(found)
