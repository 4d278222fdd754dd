"""Computes what the pastes of meanings.txt mean, in NumPy: python meanings.py writes meanings.json beside it."""

import json
import pathlib

import numpy as np
from numpy.linalg import det, inv
from scipy.linalg import expm
from scipy.special import erf

HERE = pathlib.Path(__file__).parent


def value(shape: str, random: np.random.Generator) -> np.ndarray | float:
    kind = shape[0] if shape[0] in "spu" else ""
    sizes = [int(size) for size in shape.removeprefix(kind).split("×")]
    if kind == "s":
        half = random.normal(size=(sizes[0], sizes[0]))
        return half @ half.T + np.eye(sizes[0])
    if sizes == [1]:
        return float(abs(random.normal()) + 0.5 if kind == "p" else random.normal())
    if kind == "u":
        return random.uniform(0.1, 0.9, sizes)
    drawn = random.normal(size=sizes)
    return np.abs(drawn) + 0.5 if kind == "p" else drawn


def case(line: str) -> dict:
    paste, shapes, meaning = (part.strip() for part in line.split(" ⟹ "))
    paste = paste.replace("⏎", "\n")
    if shapes == "!":
        return {"paste": paste, "refused": True}
    random = np.random.default_rng(7)
    values, names = {}, {}
    for part in shapes.split(", "):
        name, shape = part.split(" ")
        spelling, _, given = name.partition("=")
        values[spelling] = value(shape, random)
        names[given or spelling] = values[spelling]
    scope = {"np": np, "inv": inv, "det": det, "expm": expm, "erf": erf, **values}
    result = np.asarray(eval(meaning, scope), dtype=float)  # noqa: S307
    listed = {name: np.asarray(v).tolist() for name, v in names.items()}
    return {"paste": paste, "inputs": listed, "meaning": meaning, "value": result.tolist()}


def main() -> None:
    lines = (HERE / "meanings.txt").read_text().splitlines()
    cases = [case(line) for line in lines if line and not line.startswith("# ")]
    text = ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases)
    (HERE / "meanings.json").write_text(f"[\n{text}\n]\n")


if __name__ == "__main__":
    main()
