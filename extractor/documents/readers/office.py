"""LibreOffice as a converter: each run with a profile and a folder of its own, a time limit, and no way to the network.

The file's bytes are written under a name of ours; nothing of a report's name or content becomes a path or an option.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.documents.limits import MAX_BYTES, check_size
from extractor.errors import ComponentError, DocumentError
from extractor.words import Text

SETTING = "EXTRACTOR_SOFFICE"
"""Environment variable: the program's full path, or `off` where LibreOffice must not be used."""
_SECONDS, _SECONDS_PER_MB = 60, 10
_CLOSED = "http://127.0.0.1:9"  # nothing listens on the discard port: what a document links to is never fetched
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
</item>
</oor:items>
"""


_NOT_RUN = (126, 127)
"""Exit codes of a shell whose program can't be run: what a start script of LibreOffice ends with where its parts are missing."""


def find_office() -> str | None:
    """The path of LibreOffice's program: as the environment says, on the PATH, or at its usual places; None where there is none.

    Raises ComponentError where the environment names a file that does not exist.
    """
    said = os.environ.get(SETTING, "").strip()
    if said.lower() == "off":
        return None
    if said:
        if Path(said).is_file():
            return said
        raise ComponentError(
            Text(f"{SETTING} 指向的程序不存在：{said}", f"{SETTING} names a program that does not exist: {said}"),
            Text(f"请改正或取消 {SETTING}", f"Correct or unset {SETTING}"),
            stage="read",
        )
    on_path = next((p for p in map(shutil.which, ("soffice", "libreoffice")) if p), None)
    return on_path or next((str(p) for p in _usual() if p.is_file()), None)


def _usual() -> list[Path]:
    if sys.platform == "darwin":
        return [Path(home) / "Applications/LibreOffice.app/Contents/MacOS/soffice" for home in ("/", Path.home())]
    if sys.platform == "win32":
        roots = [Path(os.environ[k]) for k in ("ProgramFiles", "ProgramFiles(x86)") if k in os.environ]
        return [root / "LibreOffice/program" / exe for root in roots for exe in ("soffice.com", "soffice.exe")]
    return [Path("/usr/lib/libreoffice/program/soffice"), *sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)]


def no_office(name: str, why: Text) -> ComponentError:
    """The error of a file that LibreOffice must open, where it is not installed. `why`: what goes wrong without."""
    return ComponentError(
        Text(f"没有找到 LibreOffice，{why.zh}", f"LibreOffice was not found: {why.en}"),
        Text(
            "请安装：Debian/Ubuntu：apt-get install libreoffice-writer-nogui；Windows：winget install TheDocumentFoundation.LibreOffice；"
            f"macOS：brew install --cask libreoffice（装在别处时设置 {SETTING}）；或者用 Word/WPS 另存为 .docx",
            "Install it: Debian/Ubuntu: apt-get install libreoffice-writer-nogui; "
            "Windows: winget install TheDocumentFoundation.LibreOffice; macOS: brew install --cask libreoffice "
            f"(elsewhere: set {SETTING}); or save the file as .docx in Word or WPS",
        ),
        name,
        "read",
    )


def convert(office: str, data: bytes, suffix: str, filter_name: str, name: str, seconds: float = 0) -> bytes:
    """The bytes of the .docx that LibreOffice makes of a file's bytes.

    `suffix` (".doc") and `filter_name` say what the bytes are, so that damaged ones are not taken for plain text;
    `seconds`: the time limit, by the file's size where 0. Raises DocumentError where nothing comes of it in time.
    """
    limit = seconds or _SECONDS + _SECONDS_PER_MB * len(data) / 1e6
    with TemporaryDirectory(prefix="extractor-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        profile, given, made = room / "profile", room / f"in{suffix}", room / "out"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        given.write_bytes(data)
        options = ("--headless", "--norestore", "--nolockcheck", "--nodefault", f"-env:UserInstallation={profile.as_uri()}")
        command = [office, *options, f"--infilter={filter_name}", "--convert-to", "docx", "--outdir", str(made), str(given)]
        run(command, room, limit, name)
        result = made / "in.docx"
        if not result.is_file():
            raise DocumentError(
                Text("LibreOffice 打不开这个文件：内容已损坏或不完整", "LibreOffice can't open it: it is damaged or truncated"),
                Text("请用 Word/WPS 打开检查并另存为 .docx", "Open it in Word or WPS and save it as .docx"),
                name,
                "read",
            )
        check_size(result.stat().st_size, name, MAX_BYTES)
        return result.read_bytes()


def run(command: list[str], folder: Path, seconds: float, name: str) -> bytes:
    """What a program writes to its output. It ends with all that it started when its time is over.

    Raises DocumentError where it takes longer than `seconds`, ComponentError where it can't be started.
    """
    closed = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"), _CLOSED)
    environment = {**os.environ, **closed, "no_proxy": "", "NO_PROXY": "", "SAL_USE_VCLPLUGIN": "svp"}
    try:
        process = subprocess.Popen(  # noqa: S603 - the program is the operator's, the options are ours
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as e:
        raise ComponentError(
            Text(f"无法启动 {command[0]}（{e.strerror}）", f"cannot start {command[0]} ({e.strerror})"),
            Text(f"请检查安装，或用 {SETTING} 指定程序", f"Check the installation, or name the program by {SETTING}"),
            name,
            "read",
        ) from e
    try:
        written = process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired as e:
        raise DocumentError(
            Text(f"转换超过 {seconds:.0f} 秒，已中止", f"the conversion took longer than {seconds:.0f} s and was stopped"),
            Text("文件可能已损坏；请用 Word/WPS 另存为 .docx 再试", "It may be damaged; save it as .docx in Word or WPS"),
            name,
            "read",
        ) from e
    finally:
        if process.poll() is None:
            _end(process)
    if process.returncode in _NOT_RUN:
        raise ComponentError(
            Text(f"{command[0]} 无法运行（退出码 {process.returncode}）", f"{command[0]} does not run (exit code {process.returncode})"),
            Text(f"请重新安装，或用 {SETTING} 指定程序", f"Install it again, or name the program by {SETTING}"),
            name,
            "read",
        )
    return written


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started: LibreOffice's program is a child of the one that was called."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)  # noqa: S603, S607
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
