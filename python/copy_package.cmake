# Copies the package FROM its sources TO the build folder, and removes what is there besides: a module of another Python
# or a source that is no more would be imported in place of what was built.
file(GLOB_RECURSE old LIST_DIRECTORIES true RELATIVE "${TO}" "${TO}/*")
get_filename_component(module "${MODULE}" NAME)
foreach(name IN LISTS old)
  if(NOT name STREQUAL module AND NOT EXISTS "${FROM}/${name}")
    file(REMOVE_RECURSE "${TO}/${name}")
  endif()
endforeach()
file(COPY "${FROM}/" DESTINATION "${TO}" PATTERN __pycache__ EXCLUDE)
