#pragma once

#include "server/problems.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace cchc::server::tables {

/// A file that is not read at all: of another kind, damaged, or made to do harm. `code` is for programs.
struct Unreadable : std::runtime_error {
    Unreadable(std::string_view code_, Sentence why)
        : std::runtime_error(std::string(why.en)), code(code_), message(why)
    {}
    std::string_view code; ///< lives for ever, as its message does
    Sentence message;
};

namespace unreadable {
inline const Unreadable not_a_zip("not_a_zip", {"Tệp không phải là .xlsx.", "The file is no .xlsx."});
inline const Unreadable encrypted("encrypted",
                                  {"Tệp có mật khẩu, hoặc là .xls đời cũ: hãy lưu thành .xlsx không mật khẩu.",
                                   "The file has a password, or is an old .xls: save it as .xlsx without one."});
inline const Unreadable too_large("too_large", {"Nội dung tệp bung ra quá lớn.", "What is in the file is too large."});
inline const Unreadable damaged("damaged", {"Tệp bị hỏng.", "The file is damaged."});
inline const Unreadable document_type("document_type", {"Tệp có khai báo DOCTYPE, không nhận.",
                                                        "The file declares a DOCTYPE, which is not taken."});
inline const Unreadable not_a_workbook("not_a_workbook",
                                       {"Tệp không phải là bảng tính .xlsx.", "The file is no .xlsx workbook."});
} // namespace unreadable

} // namespace cchc::server::tables
