"""Sweeps: studies over many points, run in blocks, kept in parts, read as tables.

    study = load_study("STUDY.toml")       # or Study(...)
    points(study)                          # the points, a DataFrame
    sweep(study, "FOLDER")                 # runs what is missing there
    load_runs("FOLDER")                    # one row a run
    paired("FOLDER", "hybrid", "linear-process", "win_rate")

From data to results: study -> designs -> plan -> blocks -> parts -> tables. Nothing is imported
here, so that workers load only what they need:

    from ecosim.lab.sweep.study_file import load_study
    from ecosim.lab.sweep.study import Design, Factor, Study
    from ecosim.lab.sweep.designs import points
    from ecosim.lab.sweep.runner import sweep
    from ecosim.lab.sweep.tables import load_runs, paired
"""
