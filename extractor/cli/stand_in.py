"""`extractor stand-in`: an endpoint without a model, for trying out settings and for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HELP = (
    "启动一个不含模型的替身接口（OpenAI 协议），用于试运行和测试。 "
    "Serve an endpoint without a model (OpenAI protocol) for trials and tests."
)


def stand_in(
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口，0 为任选。 Port; 0: any free one.")] = 8000,
    host: Annotated[str, typer.Option(help="监听地址。 Address to listen on.")] = "127.0.0.1",
    script: Annotated[Path | None, typer.Option(help="应答脚本（.json/.jsonl）。 Scripted replies.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help="依次发生的故障，如 rate_limit:2，可重复。 Faults in order, repeatable.")] = None,
    dialect: Annotated[
        str, typer.Option(help="模仿的接口：openai、deepseek、qwen、vllm、ollama、plain、deaf。 Endpoint to imitate.")
    ] = "openai",
    api_key: Annotated[str | None, typer.Option(help="要求客户端出示的密钥。 Key that clients must show.")] = None,
    latency: Annotated[float, typer.Option(min=0, help="每次答复前的秒数。 Seconds before each answer.")] = 0.0,
) -> None:
    """Serve until Ctrl-C; prints the settings that point at it."""
    from extractor.cli.voice import said, tell
    from extractor.testing.standin import serve

    def ready(address: str) -> None:
        tell(
            said(
                "替身接口已启动，按 Ctrl-C 结束。它不懂语言，只用来检查流程：",
                "The stand-in is running, Ctrl-C ends it. It knows no language, it only shows that the way works:",
            )
        )
        tell(f"export EXTRACTOR_BASE_URL={address} EXTRACTOR_MODEL=stand-in" + (" EXTRACTOR_API_KEY=…" if api_key else ""))

    serve(host, port, script, faults=fault or (), dialect=dialect, api_key=api_key, latency=latency, ready=ready)
