# Thin twin of build.sh, which holds the logic: hands everything on to it. Not tested: no PowerShell at hand.
& bash "$PSScriptRoot/build.sh" @args
exit $LASTEXITCODE
