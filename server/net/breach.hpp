#pragma once

#include "server/problems.hpp"

/// Why the gate refuses a message, one name for each rule, in the words the caller reads.
namespace cchc::server::net {

struct Breach {
    std::string_view slug;
    int status;
    Sentence detail;
};

namespace breaches {

inline constexpr Breach bad_line_end{
    "malformed", 400, {"Dòng phải kết thúc bằng CR LF.", "Every line must end with CR LF."}};
inline constexpr Breach control_character{
    "malformed", 400, {"Phần đầu chứa ký tự điều khiển.", "The head contains a control character."}};
inline constexpr Breach bad_request_line{
    "malformed",
    400,
    {"Dòng yêu cầu phải có dạng: PHƯƠNG-THỨC /đích HTTP/1.1.", "The request line must read: METHOD /target HTTP/1.1."}};
inline constexpr Breach other_version{"malformed", 505, {"Chỉ nhận HTTP/1.1.", "Only HTTP/1.1 is spoken here."}};
inline constexpr Breach other_method{"method-not-allowed",
                                     405,
                                     {"Chỉ nhận GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.",
                                      "Only GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS are known here."}};
inline constexpr Breach wrong_method{"method-not-allowed",
                                     405,
                                     {"Địa chỉ này không nhận phương thức đó; xem đầu mục Allow.",
                                      "This address does not take that method; see the Allow header."}};
inline constexpr Breach bad_target{"malformed",
                                   400,
                                   {"Đích phải là đường dẫn bắt đầu bằng '/', chỉ gồm ký tự được phép.",
                                    "The target must be a path that starts with '/', of allowed characters only."}};
inline constexpr Breach target_too_long{
    "too-large", 414, {"Đích dài quá 8192 byte.", "The target is longer than 8192 bytes."}};
inline constexpr Breach bad_escape{
    "malformed",
    400,
    {"Mã hóa phần trăm không hợp lệ, lặp hai lần, hoặc giấu ký tự không được phép.",
     "A percent-encoding is invalid, applied twice, or hides a character that is not allowed."}};
inline constexpr Breach bad_path{
    "malformed", 400, {"Đường dẫn chứa đoạn rỗng, '.' hoặc '..'.", "The path contains an empty segment, '.' or '..'."}};
inline constexpr Breach bad_query{
    "malformed",
    400,
    {"Tham số truy vấn lặp lại hoặc quá nhiều.", "A query parameter occurs twice, or there are too many."}};
inline constexpr Breach head_too_large{
    "too-large",
    431,
    {"Phần đầu quá 16 KiB hoặc quá 64 đầu mục.", "The head is larger than 16 KiB or has more than 64 fields."}};
inline constexpr Breach bad_field{
    "malformed",
    400,
    {"Đầu mục phải có dạng Tên: giá trị, không dấu cách trước dấu hai chấm, không ngắt dòng.",
     "A field must read Name: value, without blanks before the colon, on one line."}};
inline constexpr Breach repeated_field{
    "malformed",
    400,
    {"Đầu mục chỉ được có một lần lại xuất hiện hai lần.", "A field that may occur once occurs twice."}};
inline constexpr Breach transfer_encoding{"malformed",
                                          400,
                                          {"Không nhận Transfer-Encoding; hãy gửi Content-Length.",
                                           "Transfer-Encoding is not taken; send a Content-Length."}};
inline constexpr Breach bad_length{
    "malformed", 400, {"Content-Length phải là một số nguyên.", "Content-Length must be one whole number."}};
inline constexpr Breach body_on_get{"malformed", 400, {"GET và HEAD không có nội dung.", "GET and HEAD have no body."}};
inline constexpr Breach no_host{
    "malformed", 400, {"Phải có đúng một đầu mục Host.", "There must be exactly one Host field."}};
inline constexpr Breach unknown_host{
    "misdirected", 421, {"Máy chủ này không mang tên đó.", "This server does not go by that name."}};
inline constexpr Breach bad_expectation{
    "malformed", 417, {"Chỉ nhận Expect: 100-continue.", "Only Expect: 100-continue is understood."}};
inline constexpr Breach other_upgrade{
    "malformed",
    400,
    {"Địa chỉ này không nâng cấp sang giao thức đó.", "This address does not upgrade to that protocol."}};
inline constexpr Breach upgrade_required{
    "malformed", 426, {"Địa chỉ này chỉ nói WebSocket.", "This address speaks WebSocket only."}};
inline constexpr Breach bad_handshake{
    "malformed",
    400,
    {"Bắt tay WebSocket không đúng: cần phiên bản 13, khóa 16 byte và giao thức con cchc.live.v1.",
     "The WebSocket handshake is wrong: version 13, a key of 16 bytes and subprotocol cchc.live.v1 are needed."}};
inline constexpr Breach foreign_origin{"cross-origin",
                                       403,
                                       {"Trang ở nguồn khác không được mở kết nối trực tiếp này.",
                                        "A page of another origin may not open this live connection."}};
inline constexpr Breach no_such_path{
    "not-found", 404, {"Không có gì ở địa chỉ này.", "There is nothing at this address."}};
inline constexpr Breach body_too_large{
    "too-large", 413, {"Nội dung vượt giới hạn của địa chỉ này.", "The body is larger than this address takes."}};
inline constexpr Breach wrong_media{
    "media-type",
    415,
    {"Content-Type không phải kiểu mà địa chỉ này nhận.", "Content-Type is not the one this address takes."}};
inline constexpr Breach encoded_body{
    "media-type",
    415,
    {"Không nhận nội dung nén (Content-Encoding).", "Encoded bodies (Content-Encoding) are not taken."}};
inline constexpr Breach too_slow{
    "too-slow", 408, {"Yêu cầu không đến đủ trong thời hạn.", "The request did not arrive in time."}};
inline constexpr Breach too_many_connections{
    "maintenance", 503, {"Quá nhiều kết nối; hãy thử lại sau.", "Too many connections; try again later."}};
inline constexpr Breach handler_failed{
    "internal", 500, {"Máy chủ gặp lỗi khi xử lý yêu cầu này.", "The server failed while handling this request."}};

} // namespace breaches
} // namespace cchc::server::net
