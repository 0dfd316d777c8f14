# Empty dependencies file for videofeat_native.
# This may be replaced when dependencies are built.
