"""`saring-train`: train a model, measure it again, promote it."""

from pathlib import Path

import click

from service.errors import ModerationError
from training.aims import table
from training.archive import archive, month_of
from training.promote import current, promote
from training.recipe import Recipe
from training.report import Report
from training.workshop import Workshop

MODELS = Path("models")
File = click.Path(dir_okay=False, path_type=Path)
Folder = click.Path(file_okay=False, path_type=Path)


decisions_option = click.option(
    "--decisions",
    multiple=True,
    type=File,
    metavar="FILE",
    help="Moderators' decisions too, as `saring export` writes them; may be given several times.",
)


def recipe_in(path: Path | None) -> Recipe:
    """Return the recipe in the file `path`, or the one that ships."""
    return Recipe.read(path) if path else Recipe.read()


def print_aims(report: Report) -> None:
    """Print what a model was to reach, what it reached, and what a plain model did."""
    click.echo(f"{'':44}{'plain':>8}{'model':>9}{'to reach':>10}")
    for aim, value in table(report):
        plain = "-" if aim.plain is None else f"{aim.plain:.4g}"
        verdict = "" if aim.reached(value) else "  missed"
        click.echo(f"{aim.name:44}{plain:>8}{value:>9.4f}{aim.reach:>10.4g}{verdict}")


@click.group()
def cli() -> None:
    """Make models from public comments."""


@cli.command("train")
@click.option("--data", type=Folder, help="Take the sources from this folder, do not fetch them.")
@click.option("--without", multiple=True, metavar="SOURCE", help="Leave a source out.")
@decisions_option
@click.option("--seed", type=int, help="Another seed than the recipe's.")
@click.option("--recipe", "recipe_file", type=File)
@click.option("--out", type=Folder, required=True, help="The folder to make: models/<version>.")
def train_command(
    data: Path | None,
    without: tuple[str, ...],
    decisions: tuple[Path, ...],
    seed: int | None,
    recipe_file: Path | None,
    out: Path,
) -> None:
    """Train a model, measure it, and write everything about it into one folder."""
    month_of(out.name)
    recipe = recipe_in(recipe_file)
    workshop = Workshop(
        recipe if seed is None else recipe.with_seed(seed), data, without, decisions
    )
    corpus = workshop.corpus()
    archive(out, workshop.train(corpus), workshop.recipe, workshop.sources)
    print_aims(workshop.measure(out, corpus))
    click.echo(f"{out} is ready; saring-train promote {out.name} makes services use it")


@cli.command("evaluate")
@click.argument("folder", type=Folder)
@click.option("--data", type=Folder, required=True, help="Folder with train and eval parts.")
@click.option("--without", multiple=True, metavar="SOURCE", help="What the model left out.")
@decisions_option
@click.option("--recipe", "recipe_file", type=File)
def evaluate_command(
    folder: Path,
    data: Path,
    without: tuple[str, ...],
    decisions: tuple[Path, ...],
    recipe_file: Path | None,
) -> None:
    """Measure the model in FOLDER again and rewrite its report, card and plots."""
    workshop = Workshop(recipe_in(recipe_file), data, without, decisions)
    print_aims(workshop.measure(folder, workshop.corpus()))


@cli.command("mistakes")
@click.argument("folder", type=Folder)
@click.option("--data", type=Folder, required=True, help="Folder with train and eval parts.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True)
@click.option("--recipe", "recipe_file", type=File)
def mistakes_command(folder: Path, data: Path, most: int, recipe_file: Path | None) -> None:
    """Print the surest misses and false alarms of the model in FOLDER, by label, to be read."""
    for mistake in Workshop(recipe_in(recipe_file), data).mistakes(folder, most):
        click.echo(f"{mistake.label}\t{mistake}")


@cli.command("promote")
@click.argument("version", required=False)
@click.option("--models", type=Folder, default=MODELS, show_default=True)
def promote_command(version: str | None, models: Path) -> None:
    """Make VERSION the one that services load; without it, name the present one."""
    if version:
        promote(models, version)
    click.echo(current(models) or "no model is promoted")


def main() -> None:
    """Run the command line; what goes wrong on purpose ends it with one sentence."""
    try:
        cli()
    except ModerationError as error:
        raise SystemExit(f"saring-train: {error}") from error
