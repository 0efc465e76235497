"""The ``rocbot`` command line. What a command needs is imported when it is called: each starts fast."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import Fault

app = typer.Typer(
    name="rocbot",
    help="A Matrix bot for coordinated communication between agencies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
audit_app = typer.Typer(help="The audit log.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")
guide_app = typer.Typer(help="The texts for parents, to and from a translator.", no_args_is_help=True)
app.add_typer(guide_app, name="guide")

Config = Annotated[
    Path, typer.Option("--config", "-c", envvar="ROCBOT_CONFIG", help="The settings file.", metavar="FILE")
]
Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE]...",
        help="Register files to look at instead of the register in force; no settings are needed.",
        show_default=False,
    ),
]
DEFAULT = Path("rocbot.toml")


@app.command()
def run(config: Config = DEFAULT) -> None:
    """Run the bot until it is told to stop."""
    # What is imported stays: looking through it for garbage costs a fifth of the start, and time ever after.
    gc.disable()
    from bot import app as rocbot

    gc.freeze()
    gc.enable()
    _go(rocbot.run(config))


@app.command()
def check(config: Config = DEFAULT) -> None:
    """Look at settings, homeserver, database, register and clock, and name what is wrong."""
    from bot.operate import check as job

    _go(job.check(config))


@app.command()
def init(
    config: Config = DEFAULT,
    recovery_key_file: Annotated[
        Path | None,
        typer.Option(help="Take over the identity that this file's recovery key opens.", metavar="FILE"),
    ] = None,
    *,
    new_device: Annotated[
        bool, typer.Option("--new-device", help="Go on as a new device, when the key store is lost.")
    ] = False,
) -> None:
    """Log in for the first time, sign the device and show the recovery key once."""
    if recovery_key_file is not None and new_device:
        raise typer.BadParameter("--new-device and --recovery-key-file exclude each other")
    from bot.operate import identity as job

    _go(job.init(config, recovery_key_file, new_device=new_device))


@app.command()
def register(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="TOML files that make one register.")
    ],
    config: Config = DEFAULT,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference and change nothing.")
    ] = False,
) -> None:
    """Load or update the register: shows the difference, applies it whole or not at all."""
    from bot.operate import register as job

    _go(job.load(config, files, dry_run=dry_run))


@app.command()
def rooms(
    config: Config = DEFAULT,
    *,
    create: Annotated[
        bool, typer.Option("--create", help="Make the missing ones and invite who is absent.")
    ] = False,
) -> None:
    """Show what each room should be and is."""
    from bot.operate import rooms as job

    _go(job.show_rooms(config, create=create))


@app.command()
def routes(files: Files = None, config: Config = DEFAULT) -> None:
    """Show the routing table as people read it."""
    from bot.operate import register as job

    _go(job.routes(config, files or ()))


@app.command()
def channels(config: Config = DEFAULT) -> None:
    """Show how messages leave beside Matrix, and what to enter at the gateway; the addresses are secret."""
    from bot.operate import channels as job

    _go(job.show_channels(config))


@app.command()
def schedule(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The unit's id in the register.")],
    config: Config = DEFAULT,
    *,
    days: Annotated[int, typer.Option(min=1, max=400, help="How many days ahead.")] = 60,
    calendar: Annotated[
        Path | None, typer.Option(help="Write a calendar file (iCalendar) instead.", metavar="FILE")
    ] = None,
) -> None:
    """Show who is on duty in a unit, or write it as a calendar file."""
    from bot.operate import schedule as job

    _go(job.schedule(config, unit, days, calendar))


@app.command()
def coverage(
    files: Files = None,
    config: Config = DEFAULT,
    *,
    days: Annotated[int, typer.Option(help="How far to look ahead.", min=1, max=400)] = 400,
    picture: Annotated[
        Path | None, typer.Option(help="Draw it into a file, .png or .svg.", metavar="FILE")
    ] = None,
) -> None:
    """Prove that somebody always answers, or show the holes (exit code 1)."""
    from bot.operate import coverage as job

    _go(job.coverage(config, days=days, picture=picture, files=files or ()))


@app.command()
def console(
    user: Annotated[str, typer.Option("--as", help="The person you are.", metavar="USER")],
    files: Annotated[
        list[Path] | None,
        typer.Option("--register", help="Try this register instead of the one in force.", metavar="FILE"),
    ] = None,
    config: Config = DEFAULT,
) -> None:
    """Try commands in the terminal: a database of its own, nothing leaves it."""
    from bot.operate import console as job

    _go(job.console(config, user, files or []))


@app.command()
def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Leave after the scene.")] = False,
) -> None:
    """Play a short scene through encrypted rooms on a throw-away homeserver."""
    from bot.demo import scene

    _go(scene.demo(once=once))


@audit_app.command("verify")
def audit_verify(config: Config = DEFAULT) -> None:
    """Prove that no row of the audit log was changed, added or taken away."""
    from bot.operate import audit as job

    _go(job.verify(config))


@guide_app.command("export")
def guide_export(
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="The language's code, such as so.")],
    config: Config = DEFAULT,
    *,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="The one that ships, not one imported; no settings are needed.")
    ] = False,
) -> None:
    """Write a language's PO file to standard output, brought up to the Swedish of now."""
    from bot.operate import guide as job

    _go(job.write_out(config, language, shipped=shipped))


@guide_app.command("import")
def guide_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PO file that was exported and translated.")],
    config: Config = DEFAULT,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference and change nothing.")
    ] = False,
) -> None:
    """Take in a translation: shows what changes, whole or not at all; what it changes is a draft."""
    from bot.operate import guide as job

    _go(job.read_in(config, file, dry_run=dry_run))


@app.command("rotate-key")
def rotate_key(config: Config = DEFAULT) -> None:
    """Make a new data key and seal everything with it; the bot must be stopped."""
    from bot.operate import data_key as job

    _go(job.rotate_key(config))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where the backup goes.")],
    config: Config = DEFAULT,
) -> None:
    """Write a consistent backup while the bot runs."""
    from bot.operate import backup as job

    _go(job.backup(config, target))


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    config: Config = DEFAULT,
) -> None:
    """Restore into an empty place: same identity and data, on a new device that is signed at once."""
    from bot.operate import backup as job

    _go(job.restore(config, source))


def _go(job: Coroutine[Any, Any, int | None]) -> None:
    """Run to the end; a fault is one line on stderr and exit code 1."""
    from bot.faults import sentence
    from bot.log import where

    try:
        code = asyncio.run(job)
    except Fault as fault:
        sys.stderr.write(f"rocbot: {sentence(fault)}\n")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Exception as error:  # noqa: BLE001 - an error's message may hold what somebody wrote
        found = where(error)
        sys.stderr.write(f"rocbot: oväntat fel {found['error']} ({found['at']})\n")
        raise typer.Exit(1) from None
    raise typer.Exit(code or 0)


def main() -> None:
    """The program's entry."""
    app()


if __name__ == "__main__":
    main()
