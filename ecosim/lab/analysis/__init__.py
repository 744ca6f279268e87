"""What a study says: small functions over its folder, each giving a DataFrame or a few facts.

    from ecosim.lab import analysis

    analysis.differences("out/noise")                     # every pair at every point, with verdicts
    analysis.variation("out/debate", "win_rate")          # structure x playbook x regime ...
    analysis.sensitivity("out/assumptions", "win_rate", "hybrid", "linear-process")
    analysis.crossover("out/noise", "hybrid", "linear-process")
    analysis.boxes("out/assumptions", "hybrid", "linear-process").limits
    analysis.regret("out/noise").table
    analysis.load_runs("out/noise")                       # the runs themselves
    analysis.paired("out/noise", "hybrid", "linear-process", "win_rate")

What happens to failed runs and undefined outcomes: lab.analysis.study_runs. Bootstrap intervals:
lab.analysis.bootstrap. `ecosim analyse FOLDER` does all of this that the study's design allows.
"""

from ecosim.lab.analysis.crossover import Crossover, crossover
from ecosim.lab.analysis.differences import differences
from ecosim.lab.analysis.discovery import Boxes, boxes, find_boxes
from ecosim.lab.analysis.regret import Regrets, regret
from ecosim.lab.analysis.study_runs import StudyRuns, study_runs
from ecosim.lab.analysis.variation import shares_of_variation, variation
from ecosim.lab.sweep.sensitivity import sensitivity
from ecosim.lab.sweep.tables import load_runs, paired

__all__ = [
    "Boxes",
    "Crossover",
    "Regrets",
    "StudyRuns",
    "boxes",
    "crossover",
    "differences",
    "find_boxes",
    "load_runs",
    "paired",
    "regret",
    "sensitivity",
    "shares_of_variation",
    "study_runs",
    "variation",
]
