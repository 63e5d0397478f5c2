"""What exists: territory, organisations, branches, cadres, calendars, problem, roster."""
