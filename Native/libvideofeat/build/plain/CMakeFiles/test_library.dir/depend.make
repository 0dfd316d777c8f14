# Empty dependencies file for test_library.
# This may be replaced when dependencies are built.
