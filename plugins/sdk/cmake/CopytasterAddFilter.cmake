# copytaster_add_filter(NAME SOURCE... [DATA FILE...] [LINK LIBRARY...])
#
# Makes the shared library NAME.so of a filter, with exactly one exported symbol, in filters/NAME of the build tree, and
# copies its data files beside it. The same function serves the tree and, through find_package(copytaster), a filter
# outside it; `cmake --install` puts either where the daemon of the same prefix looks.
function(copytaster_add_filter name)
  cmake_parse_arguments(PARSE_ARGV 1 filter "" "" "DATA;LINK")
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/filter.map)
  add_library(${name}_filter MODULE ${filter_UNPARSED_ARGUMENTS})
  if(TARGET copytaster_sdk)
    target_link_libraries(${name}_filter PRIVATE copytaster_sdk copytaster_strict)
  else()
    target_link_libraries(${name}_filter PRIVATE copytaster::sdk)
  endif()
  target_link_libraries(${name}_filter PRIVATE ${filter_LINK})
  set_target_properties(${name}_filter PROPERTIES
    PREFIX "" OUTPUT_NAME ${name} CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/filters/${name})
  target_link_options(${name}_filter PRIVATE -Wl,--version-script=${map} -Wl,--no-undefined-version)
  set_property(TARGET ${name}_filter APPEND PROPERTY LINK_DEPENDS ${map})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/filters/${name})
  foreach(file ${filter_DATA})
    configure_file(${file} ${CMAKE_BINARY_DIR}/filters/${name}/ COPYONLY)
  endforeach()
  if(NOT COPYTASTER_FILTER_DIR)
    include(GNUInstallDirs)
    set(COPYTASTER_FILTER_DIR ${CMAKE_INSTALL_LIBDIR}/copytaster/filters)
  endif()
  install(TARGETS ${name}_filter DESTINATION ${COPYTASTER_FILTER_DIR}/${name})
  if(filter_DATA)
    install(FILES ${filter_DATA} DESTINATION ${COPYTASTER_FILTER_DIR}/${name})
  endif()
endfunction()
