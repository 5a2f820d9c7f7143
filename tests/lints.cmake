# Every lint is a test of CTest as well: `ctest --preset dev -L lint`. What a lint holds stands at its top; that each one
# catches what it should is shown by lints_catch.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(add_lint name)
  add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS lint)
endfunction()

# The running server against its document, kill -9, deadlines, flipped bytes: whole programs on loopback, some 30 s each.
add_test(NAME api_contract COMMAND ${Python3_EXECUTABLE} -B tests/api/contract.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
# Signing in with an identity provider, and every way it can fail.
add_test(NAME api_oidc COMMAND ${Python3_EXECUTABLE} -B tests/api/oidc.py $<TARGET_FILE:cchc> $<TARGET_FILE:stepped_clock>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
# Several systems on one server.
add_test(NAME api_many_systems COMMAND ${Python3_EXECUTABLE} -B tests/api/many_systems.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
# Every cell of tests/api/matrix.csv: who may do what.
add_library(stepped_clock MODULE tests/campaign/stepped_clock.cpp) # a wall clock that can be set, preloaded
add_test(NAME api_matrix COMMAND ${Python3_EXECUTABLE} -B tests/api/matrix.py $<TARGET_FILE:cchc> $<TARGET_FILE:stepped_clock>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
# What OWASP ASVS asks of a server and a client can see.
add_test(NAME api_asvs COMMAND ${Python3_EXECUTABLE} -B tests/api/asvs.py $<TARGET_FILE:cchc> $<TARGET_FILE:stepped_clock>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
# What the live stories said and heard, against theirs.
set(live_frames ${CMAKE_BINARY_DIR}/live_frames.ndjson)
set_tests_properties(server PROPERTIES ENVIRONMENT CCHC_LIVE_FRAMES=${live_frames} FIXTURES_SETUP live_frames)
add_test(NAME live_contract COMMAND ${Python3_EXECUTABLE} -B tests/api/live_frames.py ${live_frames}
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(live_contract PROPERTIES FIXTURES_REQUIRED live_frames)
add_test(NAME kill_nine COMMAND ${Python3_EXECUTABLE} -B tests/campaign/kill_nine.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

add_test(NAME thousand_tabs COMMAND ${Python3_EXECUTABLE} -B tests/campaign/thousand_tabs.py $<TARGET_FILE:cchc> 500
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

add_test(NAME deadlines COMMAND ${Python3_EXECUTABLE} -B tests/campaign/deadlines.py $<TARGET_FILE:cchc>
         $<TARGET_FILE:stepped_clock> WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
add_test(NAME cut_uploads COMMAND ${Python3_EXECUTABLE} -B tests/campaign/cut_uploads.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
add_test(NAME flip_bytes COMMAND ${Python3_EXECUTABLE} -B tests/campaign/flip_bytes.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

# These measure times, or read what another test left behind: each alone, after all others.
set_tests_properties(live_contract api_matrix thousand_tabs deadlines PROPERTIES RUN_SERIAL TRUE)

# `cchc lint` and the tables it prints into ops/docs/linter.md.
add_test(NAME lint_command COMMAND ${Python3_EXECUTABLE} -B tests/server/lint_command.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

# The check of digital signatures against PDFs made for it, and the table in ops/docs/signatures.md.
add_test(NAME signatures_corpus COMMAND ${Python3_EXECUTABLE} -B tests/signatures/held_against.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

# The same, as files come in over HTTP.
add_test(NAME signatures_arrive COMMAND ${Python3_EXECUTABLE} -B tests/signatures/arrives.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

# `cchc import` and `cchc export`: tables of criteria as workbooks and JSON.
add_test(NAME tables_command COMMAND ${Python3_EXECUTABLE} -B tests/server/tables_command.py $<TARGET_FILE:cchc>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

# The second computation, in exact fractions, against cases computed by hand and every regulation's worked examples.
add_test(NAME five_systems_fractions COMMAND ${Python3_EXECUTABLE} -B tests/five_systems/fractions_test.py
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
# And the program against it: drawn years of every system, played on a virtual clock.
add_test(NAME five_systems COMMAND ${Python3_EXECUTABLE} -B tests/five_systems/held_against.py $<TARGET_FILE:five_systems_play>
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})

add_lint(layering     ${Python3_EXECUTABLE} -B tests/layering/arrows ${CMAKE_BINARY_DIR}/layers.txt)
add_lint(co_await     ${Python3_EXECUTABLE} -B ops/lint/co_await)
add_lint(determinism  ${Python3_EXECUTABLE} -B ops/lint/determinism)
add_lint(requirements ${Python3_EXECUTABLE} -B ops/lint/requirements)
add_lint(readings     ${Python3_EXECUTABLE} -B ops/lint/readings)
add_lint(security     ${Python3_EXECUTABLE} -B ops/lint/security)
add_lint(outside      ${Python3_EXECUTABLE} -B ops/lint/outside)
add_lint(dependencies ${Python3_EXECUTABLE} -B ops/lint/dependencies)
add_lint(regulation_schema ${Python3_EXECUTABLE} -B tests/storage/regulation_schema.py)
add_lint(format       ops/lint/format)
add_lint(lints_catch  ${Python3_EXECUTABLE} -B tests/lint/lints_catch.py)
add_lint(counting     ${Python3_EXECUTABLE} -B tests/lint/counting.py)
add_lint(stands_alone tests/lint/stands_alone)
