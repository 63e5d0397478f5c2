"""What exists: territory, organisations, branches, cadres, calendars, history; problem and roster."""
