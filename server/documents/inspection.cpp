#include "server/documents/inspection.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace cchc::server {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t window_bytes = 64 * 1024;
constexpr std::size_t pdf_end_bytes = 1024; // where readers look for `%%EOF`
constexpr std::size_t pdf_trailer_bytes = 4 * 1024;

/// A file seen through a window that moves along it.
class Window {
public:
    Window(std::uint64_t size, const ReadAt& read) : size_(size), read_(read) {}

    std::uint64_t size() const { return size_; }
    /// Those bytes, fewer at the end of the file; `length` is at most 64 KiB. Valid until the next call.
    std::string_view at(std::uint64_t offset, std::size_t length)
    {
        if (offset >= size_) return {};
        length = static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset));
        if (offset < from_ || offset + length > from_ + held_.size()) {
            from_ = offset;
            held_.clear();
            read_(offset, window_bytes, [this](std::string_view bytes) { held_ += bytes; });
        }
        return std::string_view(held_).substr(static_cast<std::size_t>(offset - from_), length);
    }

private:
    const std::uint64_t size_;
    const ReadAt& read_;
    std::uint64_t from_ = 0;
    std::string held_;
};

std::uint32_t big_endian(std::string_view bytes)
{
    std::uint32_t number = 0;
    for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

bool is_picture(std::uint64_t width, std::uint64_t height)
{
    return width > 0 && height > 0 && width <= limits::pixels / height;
}

// ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// `xref`, or an object that may hold a cross-reference stream: `12 0 obj`.
bool is_table(std::string_view bytes)
{
    const auto skip = [&](auto is) {
        bytes.remove_prefix(std::min<std::size_t>(
            bytes.size(), static_cast<std::size_t>(std::ranges::find_if_not(bytes, is) - bytes.begin())));
    };
    const auto is_space = [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; };
    skip(is_space);
    if (bytes.starts_with("xref")) return true;
    if (bytes.empty() || !is_digit(bytes.front())) return false;
    skip(is_digit), skip(is_space), skip(is_digit), skip(is_space);
    return bytes.starts_with("obj");
}

std::optional<Unfit> flaw_of_pdf(Window& file)
{
    const std::size_t tail = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), pdf_trailer_bytes));
    const std::string end(file.at(file.size() - tail, tail));
    const auto eof = end.rfind("%%EOF");
    if (eof == std::string::npos || end.size() - eof > pdf_end_bytes) return Unfit::torn;
    const auto start = std::string_view(end).substr(0, eof).rfind("startxref");
    if (start == std::string::npos) {
        if (end.find("trailer") == std::string::npos) return Unfit::torn;
        return std::nullopt; // readers find the objects by themselves
    }
    const char* from = end.data() + start + "startxref"sv.size();
    while (from < end.data() + eof && !is_digit(*from)) ++from;
    std::uint64_t offset = 0;
    const auto [_, error] = std::from_chars(from, end.data() + eof, offset);
    if (error != std::errc{} || !is_table(file.at(offset, 64))) return Unfit::torn;
    return std::nullopt;
}

// ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────

std::optional<Unfit> flaw_of_png(Window& file)
{
    constexpr std::uint64_t frame = 12; // length, name and check sum around a chunk's data
    bool has_data = false;
    for (std::uint64_t at = 8; at + frame <= file.size();) {
        const std::string_view head = file.at(at, 16);
        const std::uint64_t length = big_endian(head.substr(0, 4));
        const std::string name(head.substr(4, 4));
        if (length > file.size() - at - frame) return Unfit::torn;
        if (at == 8) {
            if (name != "IHDR" || length != 13) return Unfit::torn;
            const std::uint64_t width = big_endian(head.substr(8, 4)), height = big_endian(head.substr(12, 4));
            if (!is_picture(width, height)) return width > 0 && height > 0 ? Unfit::swells : Unfit::torn;
        }
        has_data = has_data || name == "IDAT";
        if (name == "IEND") return has_data ? std::nullopt : std::optional(Unfit::torn);
        at += frame + length;
    }
    return Unfit::torn;
}

bool is_frame_header(unsigned char marker) // SOF0 … SOF15, without DHT, JPG and DAC among them
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// Whether the end of the image comes after this offset: within a scan the marker cannot stand for anything else.
bool ends_after(Window& file, std::uint64_t at)
{
    for (; at + 1 < file.size(); at += window_bytes - 1)
        if (file.at(at, window_bytes).find("\xff\xd9"sv) != std::string_view::npos) return true;
    return false;
}

std::optional<Unfit> flaw_of_jpeg(Window& file)
{
    bool has_frame = false;
    for (std::uint64_t at = 2; at + 4 <= file.size();) {
        const std::string_view head = file.at(at, 9);
        const auto marker = static_cast<unsigned char>(head[1]);
        if (head[0] != '\xff') return Unfit::torn;
        if (marker == 0xff) { // filling
            ++at;
            continue;
        }
        const std::uint64_t length = big_endian(head.substr(2, 2));
        if (length < 2 || at + 2 + length > file.size()) return Unfit::torn;
        if (is_frame_header(marker)) {
            if (length < 8 || head.size() < 9) return Unfit::torn;
            const std::uint64_t height = big_endian(head.substr(5, 2)), width = big_endian(head.substr(7, 2));
            if (!is_picture(width, height)) return width > 0 && height > 0 ? Unfit::swells : Unfit::torn;
            has_frame = true;
        }
        at += 2 + length;
        if (marker == 0xda) return has_frame && ends_after(file, at) ? std::nullopt : std::optional(Unfit::torn);
    }
    return Unfit::torn;
}

} // namespace

std::variant<const FileKind*, Unfit> inspect(const FileKind& taken_for, std::uint64_t size, const ReadAt& read)
{
    if (taken_for.beginning.starts_with("PK")) return inspect_archive(taken_for, size, read);
    Window file(size, read);
    const auto flaw = taken_for.extension == ".pdf"   ? flaw_of_pdf(file)
                      : taken_for.extension == ".png" ? flaw_of_png(file)
                                                      : flaw_of_jpeg(file);
    if (flaw) return *flaw;
    return &taken_for;
}

} // namespace cchc::server
