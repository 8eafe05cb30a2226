"""The record of a tender: one archive that replays by itself, and shows every change."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import ward_messages
from cli_tenders import process, run
from ward_messages import SEED, library

from techassure.files import chain
from techassure.problems import ProblemsFound
from techassure.tendering import record, running_tender


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return record.bundle(running_tender.load(SEED, library()))


def kept(folder: Path, data: bytes) -> Path:
    path = folder / "record.zip"
    path.write_bytes(data)
    return path


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return the archive with its files changed by somebody who does not know better."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    return record.packed(files)


def test_the_record_replays_byte_for_byte_from_the_archive_alone(tmp_path: Path, bundle: bytes) -> None:
    """No library of standards is at hand but the one inside."""
    manifest = record.verify(kept(tmp_path, bundle))
    assert manifest.tender == "ward-messages-2026"
    assert {each.file.split("/")[0] for each in manifest.files} == {"tender", "standards"}


def test_the_same_tender_gives_the_same_bytes_wherever_it_lies(tmp_path: Path, bundle: bytes) -> None:
    folder = shutil.copytree(SEED, tmp_path / "another place")
    made = process("tender", "record", folder, "--output", tmp_path / "r.zip", PYTHONHASHSEED="7", TZ="Asia/Tokyo",
                   LC_ALL="C", PATH=os.environ["PATH"])  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "r.zip").read_bytes() == bundle


def test_the_command_keeps_and_verifies(tmp_path: Path) -> None:
    path = tmp_path / "record.zip"
    assert run("tender", "record", SEED, "--output", path).exit_code == 0
    said = run("tender", "record", path, "--verify")
    assert said.exit_code == 0
    assert "the same result to the byte" in said.stdout


def replace(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    return change


def with_new_digest(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """Change a file, and its digest in the list, as somebody would who knows how the record is made."""

    def change(files: dict[str, bytes]) -> None:
        replace(name, old, new)(files)
        listed = json.loads(files["record.json"])
        entry = next(each for each in listed["files"] if each["file"] == name)
        entry["sha256"] = record.chain.digest(files[name])
        files["record.json"] = json.dumps(listed).encode()

    return change


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (replace("tender/submissions/alderfen/submission.yaml", b"everyone", b"nobody"), "record-changed"),
        (replace("tender/final.json", b"74.92", b"99.99"), "record-changed"),
        (lambda files: files.pop("tender/reviews.yaml", None) or files.pop("tender/decisions.jsonl"), "record-changed"),
        (lambda files: files.update({"tender/more.yaml": b"techassure: 1"}), "record-changed"),
        (with_new_digest("tender/final.json", b"74.92", b"99.99"), "final-differs"),
        (with_new_digest("tender/decisions.jsonl", b'"score":"85"', b'"score":"95"'), "log-broken"),
        (with_new_digest("tender/tender.yaml", b"minimum: 30", b"minimum: 20"), "tender-drifted"),
        (
            with_new_digest("tender/submissions/alderfen/submission.yaml", b"everyone", b"nobody"),
            "changed-since-closed",
        ),
        (
            with_new_digest("standards/social-value/nhs-2022/criteria/SV1.yaml", b"pass_mark: 2", b"pass_mark: 1"),
            "locked-edition-changed",
        ),
        (replace("record.json", b'"tool"', b'"toll"'), "unknown-key"),
        (replace("record.json", b'"entries": 31', b'"entries": 32'), "record-does-not-replay"),
    ],
)
def test_whatever_is_changed_is_seen(
    tmp_path: Path, bundle: bytes, change: Callable[[dict[str, bytes]], None], rule: str
) -> None:
    with pytest.raises(ProblemsFound) as found:
        record.verify(kept(tmp_path, changed(bundle, change)))
    assert rule in {problem.rule for problem in found.value.problems}


def test_what_is_gone_and_what_is_new_is_called_so(tmp_path: Path, bundle: bytes) -> None:
    data = changed(bundle, lambda files: files.update({"tender/new.yaml": files.pop("tender/final.json")}))
    with pytest.raises(ProblemsFound, match=r"`tender/final\.json` is missing") as found:
        record.verify(kept(tmp_path, data))
    assert [each.message for each in found.value.problems][1:] == ["`tender/new.yaml` is not in the list of the record"]


def test_a_result_that_its_log_vouches_for_and_that_does_not_follow_from_the_tender_is_refused(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "finalise")
    final = (folder / "final.json").read_bytes().replace(b"Fellmoor", b"Fellmore")
    found = running_tender.load(folder, library())
    *earlier, closing = found.log.chain.entries
    forged = {**closing.data, "final": chain.digest(final)}
    log = chain.extended(chain.Chain(found.log.chain.seed, tuple(earlier)), [forged])
    (folder / "final.json").write_bytes(final)
    (folder / "decisions.jsonl").write_bytes(chain.as_bytes(log.entries))
    with pytest.raises(ProblemsFound, match=r"final\.json does not come out the same"):
        record.verify(kept(tmp_path, record.bundle(running_tender.load(folder, library()))))


def test_only_what_is_final_is_recorded(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "low")
    assert "(not-finalised)" in run("tender", "record", folder, "--output", tmp_path / "r.zip").output


def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path, bundle: bytes) -> None:
    data = changed(bundle, lambda files: files.update({"../outside": b"x"}))
    with pytest.raises(ProblemsFound, match=r"\(archive-path\)"):
        record.verify(kept(tmp_path, data))
    assert not (tmp_path / "outside").exists()
