
# Consider dependencies only in project.
set(CMAKE_DEPENDS_IN_PROJECT_ONLY OFF)

# The set of languages for which implicit dependencies are needed:
set(CMAKE_DEPENDS_LANGUAGES
  )

# The set of dependency files which are needed:
set(CMAKE_DEPENDS_DEPENDENCY_FILES
  "/tmp/wt-native/Native/libvideofeat/src/decoder.c" "CMakeFiles/videofeat_native.dir/src/decoder.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/decoder.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/demuxer.c" "CMakeFiles/videofeat_native.dir/src/demuxer.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/demuxer.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/encoder.c" "CMakeFiles/videofeat_native.dir/src/encoder.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/encoder.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/encoder_kind.c" "CMakeFiles/videofeat_native.dir/src/encoder_kind.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/encoder_kind.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/error.c" "CMakeFiles/videofeat_native.dir/src/error.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/error.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/io.c" "CMakeFiles/videofeat_native.dir/src/io.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/io.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/log.c" "CMakeFiles/videofeat_native.dir/src/log.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/log.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/media.c" "CMakeFiles/videofeat_native.dir/src/media.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/media.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/media_scale.c" "CMakeFiles/videofeat_native.dir/src/media_scale.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/media_scale.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/muxer.c" "CMakeFiles/videofeat_native.dir/src/muxer.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/muxer.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/nal.c" "CMakeFiles/videofeat_native.dir/src/nal.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/nal.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/options.c" "CMakeFiles/videofeat_native.dir/src/options.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/options.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/packet.c" "CMakeFiles/videofeat_native.dir/src/packet.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/packet.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/picture_hash.c" "CMakeFiles/videofeat_native.dir/src/picture_hash.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/picture_hash.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/probe.c" "CMakeFiles/videofeat_native.dir/src/probe.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/probe.c.o.d"
  "/tmp/wt-native/Native/libvideofeat/src/version.c" "CMakeFiles/videofeat_native.dir/src/version.c.o" "gcc" "CMakeFiles/videofeat_native.dir/src/version.c.o.d"
  )

# Targets to which this target links.
set(CMAKE_TARGET_LINKED_INFO_FILES
  )

# Fortran module output directory.
set(CMAKE_Fortran_TARGET_MODULE_DIR "")
