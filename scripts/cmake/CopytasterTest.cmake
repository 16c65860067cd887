# copytaster_test(DIR LIBRARY...): one Boost.Test program of all *_test.cc in a folder, one CTest each.
function(copytaster_test name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources} ${PROJECT_SOURCE_DIR}/tests/main.cc)
  target_link_libraries(test_${name} PRIVATE copytaster_strict Boost::unit_test_framework ${ARGN})
  target_compile_definitions(test_${name} PRIVATE BOOST_TEST_DYN_LINK
    COPYTASTER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" COPYTASTER_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND test_${name} --log_level=warning)
endfunction()
