#include "server/documents/carried_signature.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace cchc::server {

using domain::Sha256;
using domain::SignatureVerdict;

namespace {

constexpr std::string_view mark = "/ByteRange", ending = "%%EOF";
constexpr std::size_t longest_range = 128; ///< the mark and its four numbers, generously spaced
constexpr std::size_t tail_bytes = 1024;   ///< where readers look for the end of a PDF
constexpr std::size_t most_ranges = 64;    ///< a paper signed by more is looked at no further

/// Of the file: from `first` so many bytes, and from `second` so many, are signed.
struct ByteRange {
    std::uint64_t first = 0, first_length = 0, second = 0, second_length = 0;
};

std::string_view without_spaces(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\r\n\f");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

/// What stands behind the mark; nothing when it is no range.
std::optional<ByteRange> range_in(std::string_view text)
{
    text = without_spaces(text);
    if (!text.starts_with('[')) return {};
    text.remove_prefix(1);
    std::array<std::uint64_t, 4> numbers{};
    for (std::uint64_t& number : numbers) {
        text = without_spaces(text);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{}) return {};
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    if (!without_spaces(text).starts_with(']')) return {};
    return ByteRange{numbers[0], numbers[1], numbers[2], numbers[3]};
}

/// What a PDF was found to hold.
struct Found {
    std::vector<ByteRange> ranges;
    bool torn = false; ///< a mark without a range behind it, or more of them than are looked at
    bool ends = false; ///< as a PDF does
};

class Search {
public:
    explicit Search(std::uint64_t size) : size_(size) {}

    /// The next bytes of the file.
    void take(std::string_view bytes)
    {
        held_ += bytes;
        read_ += bytes.size();
        const bool last = read_ == size_;
        const std::size_t whole = last ? held_.size() : held_.size() - std::min(held_.size(), longest_range);
        for (auto at = held_.find(mark, looked_); at < whole; at = held_.find(mark, at + 1)) // npos is behind all
            note(std::string_view(held_).substr(at + mark.size(), longest_range - mark.size()));
        looked_ = std::max(looked_, whole);
        if (last)
            found_.ends = held_.find(ending, held_.size() - std::min(held_.size(), tail_bytes)) != std::string::npos;
        const std::size_t done = std::min(looked_, held_.size() - std::min(held_.size(), tail_bytes));
        held_.erase(0, done);
        looked_ -= done;
    }
    const Found& found() const { return found_; }

private:
    void note(std::string_view behind)
    {
        const auto range = range_in(behind);
        if (!range || found_.ranges.size() == most_ranges)
            found_.torn = true;
        else
            found_.ranges.push_back(*range);
    }

    const std::uint64_t size_;
    std::uint64_t read_ = 0;
    std::string held_;       ///< the last of what was read
    std::size_t looked_ = 0; ///< of it: marks before this are noted
    Found found_;
};

SignatureVerdict signature_in_pdf(const storage::EvidenceStore& evidence, const Sha256& sha256, std::uint64_t size)
{
    Search search(size);
    evidence.read(sha256, 0, size, [&](std::string_view bytes) { search.take(bytes); });
    const auto byte_at = [&](std::uint64_t at) {
        char byte = 0;
        evidence.read(sha256, at, 1, [&](std::string_view bytes) { byte = bytes.front(); });
        return byte;
    };
    const auto fits = [&](const ByteRange& range) {
        const std::uint64_t gap = range.first + range.first_length;
        if (range.first_length > size || gap >= range.second || range.second > size) return false;
        if (range.second_length > size - range.second) return false;
        return byte_at(gap) == '<' && byte_at(range.second - 1) == '>';
    };
    for (const ByteRange& range : search.found().ranges)
        if (fits(range)) return SignatureVerdict::carried;
    const bool told = search.found().ranges.empty() && !search.found().torn && search.found().ends;
    return told ? SignatureVerdict::unsigned_ : SignatureVerdict::unknown;
}

} // namespace

SignatureVerdict signature_in(const storage::EvidenceStore& evidence, const Sha256& sha256, std::uint64_t size,
                              std::string_view media)
{
    if (media == "application/pdf") return signature_in_pdf(evidence, sha256, size);
    if (media.starts_with("image/")) return SignatureVerdict::unsigned_;
    return SignatureVerdict::unknown;
}

} // namespace cchc::server
