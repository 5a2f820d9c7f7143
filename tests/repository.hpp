#pragma once

/// Where this source tree lies, without a slash at the end. Only the one file that defines it is compiled with the
/// path: the objects of all others are the same in every checkout, so a compiler cache serves them all.
extern const char* const repository_root;
