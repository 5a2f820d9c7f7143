#include "storage/framed_file.hpp"

#include "storage/crc32c.hpp"
#include "storage/failure.hpp"
#include "storage/little_endian.hpp"

namespace cchc::storage {

namespace {

constexpr std::size_t block_size = 32'768;
constexpr std::size_t header_size = 7;
constexpr std::size_t sequence_and_count = 12;
enum FragmentType : unsigned { whole = 1, first = 2, middle = 3, last = 4 };

struct Fragment {
    unsigned type = 0;
    std::string_view payload;
};

/// The fragment at `at`, if it lies within its block and its sum agrees.
std::optional<Fragment> intact_fragment(std::string_view bytes, std::size_t at)
{
    const std::size_t block_end = std::min(bytes.size(), (at / block_size + 1) * block_size);
    if (at + header_size > block_end) return std::nullopt;
    const std::size_t length = read_little_endian<std::uint16_t>(bytes, at + 4);
    if (at + header_size + length > block_end) return std::nullopt;
    const std::uint32_t masked = read_little_endian<std::uint32_t>(bytes, at) - 0xa282ead8u;
    const std::uint32_t expected = masked >> 17 | masked << 15;
    if (crc32c(bytes.substr(at + 6, 1 + length)) != expected) return std::nullopt;
    return Fragment{static_cast<unsigned char>(bytes[at + 6]), bytes.substr(at + header_size, length)};
}

bool is_zero(std::string_view bytes)
{
    return bytes.find_first_not_of('\0') == std::string_view::npos;
}

/// Whether any intact fragment begins after `at`: then what is broken there was not the last thing written.
bool something_follows(std::string_view bytes, std::size_t at)
{
    for (std::size_t next = at + 1; next + header_size < bytes.size(); ++next) {
        const auto type = static_cast<unsigned char>(bytes[next + 6]);
        if (type < whole || type > last) continue;
        if (intact_fragment(bytes, next)) return true;
    }
    return false;
}

} // namespace

FramedFile inspect_framed_file(const Disk& disk, const std::string& file, FramedKind kind)
{
    const std::string content = disk.read(file);
    const std::string_view bytes = content;
    FramedFile seen;
    seen.size = bytes.size();
    const auto stop = [&](std::size_t at, std::string what) {
        seen.problem = FramedFile::Problem{at, std::move(what), !something_follows(bytes, at)};
        return seen;
    };
    std::string beginning; // the first bytes of the record being read, across its fragments
    const auto end_record = [&] {
        ++seen.records;
        if (kind != FramedKind::wal || beginning.size() < sequence_and_count) return;
        const auto sequence = read_little_endian<std::uint64_t>(beginning, 0);
        if (seen.next_sequence == 0) seen.first_sequence = sequence;
        seen.next_sequence = sequence + read_little_endian<std::uint32_t>(beginning, 8);
    };

    std::optional<std::size_t> open_record; // where a record begun and not yet ended begins
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t left = block_size - at % block_size;
        if (left < header_size) {
            if (!is_zero(bytes.substr(at, left))) return stop(at, "bytes where a block's trailer is zero");
            at += left;
            continue;
        }
        const auto fragment = intact_fragment(bytes, at);
        if (!fragment) {
            if (kind == FramedKind::wal && !open_record && is_zero(bytes.substr(at))) return seen;
            return stop(open_record.value_or(at), "a record whose checksum or length does not agree");
        }
        const bool begins = fragment->type == whole || fragment->type == first;
        if (fragment->type < whole || fragment->type > last || begins == open_record.has_value())
            return stop(open_record.value_or(at), "a fragment out of order");
        if (begins) {
            open_record = at;
            beginning.clear();
        }
        if (beginning.size() < sequence_and_count) beginning += fragment->payload.substr(0, sequence_and_count);
        if (fragment->type == whole || fragment->type == last) {
            end_record();
            open_record.reset();
        }
        at += header_size + fragment->payload.size();
    }
    if (open_record) return stop(*open_record, "a record that was not written to its end");
    return seen;
}

std::vector<std::string> inspect_rocksdb(const Disk& disk, const std::string& folder)
{
    std::vector<std::string> remarks;
    std::optional<std::uint64_t> expected; // the sequence number the next WAL must begin with
    for (const std::string& name : disk.names_in(folder)) {
        const bool is_wal = name.ends_with(".log"), is_manifest = name.starts_with("MANIFEST-");
        if (!is_wal && !is_manifest) continue;
        const std::string file = folder + "/" + name;
        const FramedFile seen = inspect_framed_file(disk, file, is_wal ? FramedKind::wal : FramedKind::manifest);
        if (seen.problem) {
            const std::string where = file + ", offset " + std::to_string(seen.problem->offset);
            if (!seen.problem->at_the_tail) throw Damage(where, seen.problem->what);
            remarks.push_back(where + ": " + seen.problem->what +
                              "; nothing follows it: a write torn when the machine " +
                              "stopped, or damage to the last one");
        }
        if (!is_wal || seen.records == 0) continue;
        if (expected && seen.first_sequence != *expected)
            throw Damage(file, "begins with write " + std::to_string(seen.first_sequence) +
                                   ", the WAL before it ends before " + std::to_string(*expected));
        expected = seen.next_sequence;
    }
    return remarks;
}

} // namespace cchc::storage
