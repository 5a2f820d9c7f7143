#pragma once

#include "server/problems.hpp"
#include "server/tables/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cchc::server::tables {

/// `error`: the line was not understood, what stands in its stead is a makeshift. `warning`: it was understood by
/// guessing, or leaves something to its author. `info`: nothing is in doubt, but somebody should know.
enum class RemarkSeverity { error, warning, info };

/// Every remark on a table that was read in: its stable code, its severity, and what it says; `{0}`, `{1}` … are its
/// facts.
#define CCHC_REMARKS(REMARK)                                                                                           \
    /* not understood */                                                                                               \
    REMARK(table_not_found, error, "Không trang nào có hàng tiêu đề với cột nội dung và cột điểm trong 20 hàng đầu.",  \
           "No sheet has, in its first 20 rows, a header row with a column of contents and one of points.")            \
    REMARK(line_not_understood, error,                                                                                 \
           "Không rõ dòng “{0}” là tiêu chí hay mức chấm; chữ của dòng được giữ trong ghi chú.",                       \
           "Whether the line “{0}” is a criterion or a level is not clear; its words are kept in a note.")             \
    REMARK(line_before_any_criterion, error, "Dòng “{0}” đứng trước tiêu chí đầu tiên; không đọc.",                    \
           "The line “{0}” stands before the first criterion; it is not read.")                                        \
    REMARK(points_not_understood, error, "Không hiểu số điểm “{0}”; tạm ghi {1}.",                                     \
           "The points “{0}” are not understood; {1} stands for now.")                                                 \
    REMARK(points_missing, error, "Dòng không ghi điểm; tạm ghi {0}.",                                                 \
           "The line gives no points; {0} stands for now.")                                                            \
    REMARK(text_missing, error, "Dòng không có nội dung; tạm ghi “{0}”.",                                              \
           "The line says nothing; “{0}” stands for now.")                                                             \
    REMARK(text_too_long, error, "Nội dung dài quá 4 000 byte; phần sau bị cắt.",                                      \
           "The text is longer than 4 000 bytes; what follows is cut off.")                                            \
    REMARK(number_not_understood, error, "Không hiểu số thứ tự “{0}”; tạm đặt mã {1}.",                                \
           "The number “{0}” is not understood; the code {1} stands for now.")                                         \
    REMARK(number_used_before, error, "Số thứ tự “{0}” đã dùng ở trên; tạm đặt mã {1}.",                               \
           "The number “{0}” was used above; the code {1} stands for now.")                                            \
    REMARK(year_missing, error, "Không thấy năm nào trong tên bảng; tạm ghi {0}.",                                     \
           "The title names no year; {0} stands for now.")                                                             \
    REMARK(rule_lost, error, "Bỏ mức chấm mà cách chấm “{0}” dùng tới; cách chấm trở về chọn một mức.",                \
           "A level that the rule “{0}” uses was taken out; the rule falls back to choosing a level.")                 \
    REMARK(record_damaged, error, "Trang dữ liệu gốc không đọc được ({0}); chỉ đọc các cột in.",                       \
           "The sheet with the original data cannot be read ({0}); only the printed columns are.")                     \
    REMARK(not_well_formed, error, "Dự thảo chưa đúng mẫu quy định: {0}",                                              \
           "The draft is not a well-formed regulation yet: {0}")                                                       \
    /* guessed, or left to the author */                                                                               \
    REMARK(number_missing, warning, "Tiêu chí in không có số thứ tự, nhận ra qua điểm và tài liệu; đặt mã {0}.",       \
           "A criterion printed without a number, known by its points and evidence; its code is {0}.")                 \
    REMARK(number_in_text, warning, "Số thứ tự “{0}” lấy từ đầu cột nội dung.",                                        \
           "The number “{0}” was taken from the beginning of the text.")                                               \
    REMARK(number_as_decimal, warning, "Bảng tính đã đổi số thứ tự thành {0}; theo thứ tự phải là {1}.",               \
           "The spreadsheet has made the number {0}; by its place it is {1}.")                                         \
    REMARK(number_against_place, warning, "Số thứ tự “{0}” không nối tiếp số của mục trên nó, “{1}”.",                 \
           "The number “{0}” does not continue that of the line above it, “{1}”.")                                     \
    REMARK(points_in_text, warning, "Số điểm {0} lấy từ cuối cột nội dung.",                                           \
           "The points {0} were taken from the end of the text.")                                                      \
    REMARK(points_guessed, warning, "“{0}” được đọc là {1} điểm.", "“{0}” was read as {1} points.")                    \
    REMARK(several_lines_in_cell, warning, "Một ô có {0} dòng; dòng đầu là tiêu chí, các dòng sau là mức chấm.",       \
           "One cell has {0} lines; the first is the criterion, the others its levels.")                               \
    REMARK(lines_joined, warning, "Một ô có nhiều dòng; được nối thành một dòng.",                                     \
           "A cell has several lines; they were joined into one.")                                                     \
    REMARK(evidence_is_a_number, warning, "Tài liệu kiểm chứng chỉ là con số “{0}”: có thể lệch cột.",                 \
           "The evidence is a mere number, “{0}”: a cell may have slipped.")                                           \
    REMARK(levels_missing, warning, "Tiêu chí không in mức chấm; tạm đặt một mức {0} điểm.",                           \
           "The criterion prints no levels; a single one of {0} points stands for now.")                               \
    REMARK(rule_to_choose, warning, "Bảng không nói cách chấm; tạm để “chọn một mức”. Theo lời văn có thể là “{0}”.",  \
           "A table does not say how points are earned; choosing a level stands for now. Its words suggest `{1}`.")    \
    REMARK(total_missing, warning, "Bảng không in dòng tổng điểm; lấy tổng các lĩnh vực: {0}.",                        \
           "The table prints no total; the sum of its areas is taken: {0}.")                                           \
    REMARK(id_guessed, warning, "Tệp không ghi tên định danh của quy định; tạm đặt “{0}”.",                            \
           "The file does not say the regulation's id; “{0}” stands for now.")                                         \
    REMARK(title_guessed, warning, "Không thấy tên bảng phía trên; tạm đặt “{0}”.",                                    \
           "No title stands above the table; “{0}” stands for now.")                                                   \
    REMARK(publisher_guessed, warning, "Không thấy cơ quan ban hành; tạm đặt “{0}”.",                                  \
           "No publisher is named; “{0}” stands for now.")                                                             \
    REMARK(standing_department_guessed, warning, "Bảng không ghi cơ quan thường trực; tạm đặt “{0}”.",                 \
           "The table does not name the standing department; “{0}” stands for now.")                                   \
    REMARK(surroundings_left_out, warning,                                                                             \
           "Bảng không nói được: danh sách đơn vị và nhóm, các vòng và thời hạn, ai thẩm định. Người soạn bổ sung.",   \
           "A table cannot say: which agencies and groups, which rounds and deadlines, who appraises. Its author "     \
           "adds them.")                                                                                               \
    REMARK(member_unknown, warning, "Không đọc “{0}”: tệp loại này không có mục đó.",                                  \
           "“{0}” is not read: files of this kind have no such member.")                                               \
    REMARK(sheet_without_table, warning, "Trang này không có hàng tiêu đề của bảng tiêu chí; không đọc.",              \
           "This sheet has no header row of a criteria table; it is not read.")                                        \
    REMARK(sheet_hidden, warning, "Trang bị ẩn; không đọc.", "The sheet is hidden; it is not read.")                   \
    REMARK(key_unknown, warning, "Cột mã ghi “{0}”, dữ liệu gốc không có; đọc như dòng mới.",                          \
           "The column of codes says “{0}”, which the original data does not have; read as a new line.")               \
    REMARK(key_doubled, warning, "Cột mã ghi “{0}” hai lần; dòng này đọc như dòng mới.",                               \
           "The column of codes says “{0}” twice; this line is read as a new one.")                                    \
    REMARK(notes_disagree, warning, "Ghi chú dưới bảng khác nhau giữa các trang; giữ “{0}”.",                          \
           "The notes below the tables differ from sheet to sheet; “{0}” is kept.")                                    \
    /* what a person has changed in a workbook of ours */                                                              \
    REMARK(id_edited, info, "Tên định danh đổi từ “{0}” thành “{1}”.", "The id changed from “{0}” to “{1}”.")          \
    REMARK(number_edited, info, "Số thứ tự sửa từ “{0}” thành “{1}”.", "The number changed from “{0}” to “{1}”.")      \
    REMARK(text_edited, info, "Nội dung sửa từ “{0}” thành “{1}”.", "The text changed from “{0}” to “{1}”.")           \
    REMARK(points_edited, info, "Điểm sửa từ {0} thành {1}.", "The points changed from {0} to {1}.")                   \
    REMARK(evidence_edited, info, "Tài liệu kiểm chứng sửa từ “{0}” thành “{1}”.",                                     \
           "The evidence changed from “{0}” to “{1}”.")                                                                \
    REMARK(note_edited, info, "Ghi chú sửa từ “{0}” thành “{1}”.", "The note changed from “{0}” to “{1}”.")            \
    REMARK(line_added, info, "Dòng mới: “{0}”.", "A new line: “{0}”.")                                                 \
    REMARK(line_taken_out, info, "Đã bỏ dòng “{0}”.", "The line “{0}” was taken out.")                                 \
    REMARK(lines_reordered, info, "Thứ tự các mức chấm đã đổi.", "The order of the levels has changed.")               \
    REMARK(set_taken_out, info, "Đã bỏ bộ tiêu chí “{0}”.", "The criteria set “{0}” was taken out.")

#define CCHC_REMARK(name, severity, vi, en) name,
enum class RemarkKind { CCHC_REMARKS(CCHC_REMARK) };
#undef CCHC_REMARK

std::string_view name_of(RemarkKind kind);
RemarkSeverity severity_of(RemarkKind kind);
std::string_view name_of(RemarkSeverity severity);

/// A remark on one place of a table.
struct Remark {
    RemarkKind kind;
    Place place;
    std::string code; ///< of the criterion it is about; empty: none in particular
    std::vector<std::string> facts;
};
std::string told(const Remark& remark, Language language);
const std::vector<RemarkKind>& all_remarks();

} // namespace cchc::server::tables
