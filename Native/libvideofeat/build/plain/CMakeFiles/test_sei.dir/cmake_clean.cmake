file(REMOVE_RECURSE
  "CMakeFiles/test_sei.dir/tests/test_sei.c.o"
  "CMakeFiles/test_sei.dir/tests/test_sei.c.o.d"
  "test_sei"
  "test_sei.pdb"
)

# Per-language clean rules from dependency scanning.
foreach(lang C)
  include(CMakeFiles/test_sei.dir/cmake_clean_${lang}.cmake OPTIONAL)
endforeach()
