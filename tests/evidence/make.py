"""Makes the files of `tests/evidence/files` afresh, each by the tool that makes such files in the field.

    python tests/evidence/make.py [KIND...]

Needs, for all of them: `pip install cyclonedx-bom ruff fastapi uvicorn pyhanko pypdf`, `openssl`, `node` with `npm` 10
or later, and `chromium`. Nothing else in the tests needs these: what is made here is kept, trimmed to a few components.
What no tool here makes (a CapabilityStatement, OpenACR, OpenVEX, CSAF, Scorecard, carbon.txt, security.txt) was written
by hand, for an invented product, and stands in the folder beside the rest.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent / "files"
ROOT = Path(__file__).parents[2]
KEPT = 12
GOOD_PAGE = """<!DOCTYPE html><html lang="en"><head><title>Readings</title></head>
<body><main><h1>Readings</h1><p>Yesterday's readings are all there.</p></main></body></html>"""
BROKEN_PAGE = """<!DOCTYPE html><html><head><title></title></head><body><main><h1>Readings</h1>
<img src="chart.png"><p style="color:#bbb;background:#fff">Faint</p><input type="text"><a href="/next"></a>
</main></body></html>"""
BAD_CODE = "import os\n\n\ndef reading(values=[]):\n    exec(values[0])\n    return undefined_name\n"
API = """
from fastapi import Depends, FastAPI
from fastapi.security import OAuth2AuthorizationCodeBearer

signs_in = OAuth2AuthorizationCodeBearer(authorizationUrl="https://login.example/a", tokenUrl="https://login.example/t")
app = FastAPI(title="Wardlight readings", version="2.3.0", servers=[{"url": "https://api.wardlight.example"}])


@app.get("/readings/{reading}")
def reading(reading: int, token: str = Depends(signs_in)) -> dict[str, int]:
    return {"reading": reading}


@app.post("/readings")
def add(value: int, token: str = Depends(signs_in)) -> dict[str, int]:
    return {"value": value}
"""


def run(*command: str | Path, cwd: Path | None = None) -> bytes:
    """Return what a command prints; whether it succeeded is for the reader of its output to see."""
    return subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, check=False).stdout


def keep(name: str, data: Any) -> None:
    """Write a file of the folder."""
    raw = data if isinstance(data, bytes) else (json.dumps(data, indent=1) + "\n").encode()
    (FILES / name).write_bytes(raw)
    sys.stdout.write(f"{name}: {len(raw)} bytes\n")


def cyclonedx(work: Path) -> None:
    """An SBOM of the environment that this runs in."""
    made = work / "sbom.json"
    run(
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        "--sv",
        "1.6",
        "-o",
        made,
        "--pyproject",
        ROOT / "pyproject.toml",
    )
    bom = json.loads(made.read_bytes())
    bom["components"] = bom["components"][:KEPT]
    refs = {each["bom-ref"] for each in bom["components"]}
    bom["dependencies"] = [each for each in bom["dependencies"] if each["ref"] in refs]
    tools = bom["metadata"].get("tools", {}).get("components", [])
    for each in (*bom["components"], *tools, bom["metadata"]["component"]):
        each.pop("externalReferences", None)
        each.pop("properties", None)
    keep("cyclonedx.json", bom)


def npm_project(work: Path) -> Path:
    """A small project of npm that is called Wardlight."""
    project = work / "wardlight"
    project.mkdir()
    (project / "package.json").write_text(json.dumps({"name": "wardlight", "version": "4.2.0", "private": True}))
    run("npm", "install", "--no-audit", "--no-fund", "axe-core", "@axe-core/reporter-earl", cwd=project)
    return project


def spdx(work: Path) -> None:
    """SPDX, and CycloneDX 1.5, of a project of npm."""
    project = npm_project(work)
    keep("spdx.json", json.loads(run("npm", "sbom", "--sbom-format", "spdx", cwd=project)))
    keep("cyclonedx-npm.json", json.loads(run("npm", "sbom", "--sbom-format", "cyclonedx", cwd=project)))


def axe(work: Path) -> None:
    """Runs of axe-core in Chromium over a good page and a broken one; and one of them as EARL."""
    project = npm_project(work)
    script = (project / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    good, broken = (in_chromium(work, script, page, "{}") for page in (GOOD_PAGE, BROKEN_PAGE))
    keep("axe-good.json", as_of(good, "https://wardlight.example/readings"))
    keep("axe-broken.json", as_of(broken, "https://wardlight.example/entry"))
    keep("axe-both.json", [json.loads((FILES / f"axe-{name}.json").read_bytes()) for name in ("good", "broken")])
    raw = work / "raw.json"
    raw.write_text(json.dumps(in_chromium(work, script, BROKEN_PAGE, "{reporter: 'raw'}")))
    program = (
        "const e = require('@axe-core/reporter-earl');"
        f"const r = JSON.parse(require('fs').readFileSync('{raw}'));"
        "console.log(JSON.stringify(e.createEarlReport(r, 'https://wardlight.example/entry')))"
    )
    report = json.loads(run("node", "-e", program, cwd=project))
    report["assertions"] = [each for each in report["assertions"] if each["result"]["outcome"] != "earl:inapplicable"]
    keep("earl-axe.json", report)


def in_chromium(work: Path, script: str, page: str, options: str) -> Any:
    """Return what axe-core says of a page."""
    path = work / "page.html"
    runs = f"axe.run(document, {options}).then(r => {{ const p = document.createElement('pre'); p.id = 'said';"
    runs += " p.textContent = JSON.stringify(r); document.body.appendChild(p) })"
    path.write_text(
        page.replace("</body>", f"<script>{script}</script><script>{runs}</script></body>"), encoding="utf-8"
    )
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    dom = run(*command, "--virtual-time-budget=20000", "--dump-dom", path.as_uri()).decode()
    said = re.search(r'<pre id="said">(.*?)</pre>', dom, re.DOTALL)
    if said is None:
        raise SystemExit("chromium gave no result")
    return json.loads(html.unescape(said[1]))


def as_of(result: dict[str, Any], address: str) -> dict[str, Any]:
    """Return a run with the page's address in place of the temporary file's, and its passes trimmed."""
    result["url"] = address
    for part in ("passes", "inapplicable"):
        result[part] = [{**each, "nodes": each["nodes"][:1]} for each in result[part]][:KEPT]
    return result


def sarif(work: Path) -> None:
    """What ruff says of a few bad lines."""
    (work / "reading.py").write_text(BAD_CODE)
    said = run("ruff", "check", "--isolated", "--select", "F,B,S", "--output-format", "sarif", "reading.py", cwd=work)
    keep("ruff.sarif", json.loads(said.decode().replace(work.resolve().as_uri(), "file:///wardlight")))


def openapi(work: Path) -> None:
    """The description that a running application gives of itself."""
    (work / "app.py").write_text(API)
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", "8791", "--log-level", "error"]
    server = subprocess.Popen(command, cwd=work)
    try:
        keep("openapi.json", json.loads(fetched("http://127.0.0.1:8791/openapi.json")))
    finally:
        server.terminate()
        server.wait()


def fetched(address: str) -> bytes:
    """Return what a local server says, once it is up."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers at {address}")


def certificate(work: Path) -> tuple[Path, Path]:
    """Make a key and a certificate that it signs itself."""
    key, made = work / "key.pem", work / "certificate.pem"
    names = "/O=Larkspur Fictional Ltd/CN=api.wardlight.example"
    extension = "subjectAltName=DNS:api.wardlight.example,DNS:wardlight.example"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", made, "-days", "365",
        "-subj", names, "-addext", extension)  # fmt: skip
    return key, made


def x509(work: Path) -> None:
    """A certificate for a server, as PEM and as DER."""
    _, made = certificate(work)
    keep("certificate.pem", made.read_bytes())
    keep("certificate.der", run("openssl", "x509", "-in", made, "-outform", "DER"))


def pdf(work: Path) -> None:
    """A PDF, and the same signed."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pypdf import PdfWriter

    key, made = certificate(work)
    blank, plain, signed = PdfWriter(), work / "plain.pdf", work / "signed.pdf"
    blank.add_blank_page(200, 200)
    blank.add_metadata({"/Title": "Penetration test of Wardlight 4.2.0", "/CreationDate": "D:20260120093000Z"})
    blank.write(plain)
    signer = signers.SimpleSigner.load(str(key), str(made))
    with plain.open("rb") as source, signed.open("wb") as target:
        meta = signers.PdfSignatureMetadata(field_name="Signature")
        signers.sign_pdf(IncrementalPdfFileWriter(source), meta, signer=signer, output=target)
    keep("plain.pdf", plain.read_bytes())
    keep("signed.pdf", signed.read_bytes())


KINDS: dict[str, Callable[[Path], None]] = {
    "cyclonedx": cyclonedx,
    "spdx": spdx,
    "axe": axe,
    "sarif": sarif,
    "openapi": openapi,
    "x509": x509,
    "pdf": pdf,
}

if __name__ == "__main__":
    for kind in sys.argv[1:] or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            KINDS[kind](Path(folder))
