# CMake generated Testfile for 
# Source directory: /tmp/wt-native/Native/libvideofeat
# Build directory: /tmp/wt-native/Native/libvideofeat/build/plain
# 
# This file includes the relevant testing commands required for 
# testing this directory and lists subdirectories to be tested as well.
add_test(library "/tmp/wt-native/Native/libvideofeat/build/plain/test_library")
set_tests_properties(library PROPERTIES  TIMEOUT "600" _BACKTRACE_TRIPLES "/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;37;add_test;/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;0;")
add_test(sei "/tmp/wt-native/Native/libvideofeat/build/plain/test_sei")
set_tests_properties(sei PROPERTIES  TIMEOUT "600" _BACKTRACE_TRIPLES "/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;37;add_test;/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;0;")
add_test(codec "/tmp/wt-native/Native/libvideofeat/build/plain/test_codec")
set_tests_properties(codec PROPERTIES  TIMEOUT "600" _BACKTRACE_TRIPLES "/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;37;add_test;/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;0;")
add_test(files "/tmp/wt-native/Native/libvideofeat/build/plain/test_files")
set_tests_properties(files PROPERTIES  TIMEOUT "600" _BACKTRACE_TRIPLES "/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;37;add_test;/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;0;")
add_test(media "/tmp/wt-native/Native/libvideofeat/build/plain/test_media")
set_tests_properties(media PROPERTIES  TIMEOUT "600" _BACKTRACE_TRIPLES "/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;37;add_test;/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;0;")
add_test(robustness "/tmp/wt-native/Native/libvideofeat/build/plain/test_robustness")
set_tests_properties(robustness PROPERTIES  TIMEOUT "600" _BACKTRACE_TRIPLES "/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;37;add_test;/tmp/wt-native/Native/libvideofeat/CMakeLists.txt;0;")
