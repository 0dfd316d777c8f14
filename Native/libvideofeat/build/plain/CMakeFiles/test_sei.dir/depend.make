# Empty dependencies file for test_sei.
# This may be replaced when dependencies are built.
