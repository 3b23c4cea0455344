# `qa-calendar serve` as a Windows service, by NSSM. Written, not run. As administrator; docs/serve.md says more.
$ErrorActionPreference = "Stop"
$Program = "C:\qa-calendar\Scripts\qa-calendar.exe"
$Workspace = "C:\QA Calendar"

nssm install QACalendarServe $Program serve --port 8000 --workers 2 --root-path /qa
nssm set QACalendarServe AppDirectory $Workspace
nssm set QACalendarServe DisplayName "QA calendar: serve the feeds"
nssm set QACalendarServe Start SERVICE_AUTO_START
# An account of its own that may read the folder, and write to its state alone.
nssm set QACalendarServe ObjectName "NT SERVICE\QACalendarServe"
icacls $Workspace /grant "NT SERVICE\QACalendarServe:(OI)(CI)RX"
icacls "$Workspace\state" /grant "NT SERVICE\QACalendarServe:(OI)(CI)M"
# Ctrl+C first, and time for what is under way.
nssm set QACalendarServe AppStopMethodConsole 15000
nssm set QACalendarServe AppExit Default Restart
nssm set QACalendarServe AppStderr "$Workspace\serve.log"
nssm set QACalendarServe AppRotateFiles 1
nssm set QACalendarServe AppRotateBytes 1000000
nssm start QACalendarServe
