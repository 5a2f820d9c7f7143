# The browser application as the library web_assets: server/assets.hpp's table of files.
if(NOT CCHC_WEB)
  add_library(web_assets STATIC ${CMAKE_SOURCE_DIR}/server/web/no_assets.cpp)
else()
  find_program(NODE node REQUIRED)
  set(web ${CMAKE_SOURCE_DIR}/server/web)
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
  list(FILTER web_sources EXCLUDE REGEX "\\.test\\.tsx?$")
  add_custom_command(
    OUTPUT ${CMAKE_BINARY_DIR}/web/assets.cpp
    COMMAND ${NODE} ${web}/build.mjs ${CMAKE_BINARY_DIR}/web
    DEPENDS ${web_sources} ${web}/build.mjs ${web}/index.html ${web}/package.json ${web}/package-lock.json
            ${web}/tsconfig.json ${web}/vite.config.ts
    COMMENT "Building the browser application"
    VERBATIM)
  add_library(web_assets STATIC ${CMAKE_BINARY_DIR}/web/assets.cpp)
endif()
target_include_directories(web_assets PRIVATE ${CMAKE_SOURCE_DIR})
