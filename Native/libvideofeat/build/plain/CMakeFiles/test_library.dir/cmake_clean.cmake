file(REMOVE_RECURSE
  "CMakeFiles/test_library.dir/tests/test_library.c.o"
  "CMakeFiles/test_library.dir/tests/test_library.c.o.d"
  "test_library"
  "test_library.pdb"
)

# Per-language clean rules from dependency scanning.
foreach(lang C)
  include(CMakeFiles/test_library.dir/cmake_clean_${lang}.cmake OPTIONAL)
endforeach()
