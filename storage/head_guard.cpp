#include "storage/head_guard.hpp"

#include "storage/crc32c.hpp"
#include "storage/failure.hpp"
#include "storage/little_endian.hpp"

#include <algorithm>
#include <rocksdb/file_system.h>

namespace cchc::storage {

namespace {

constexpr std::size_t slot_size = 2048;
constexpr std::string_view magic = "cchcgrd1";
constexpr std::size_t head_size = 4 + 8 + 32;
const rocksdb::IOOptions io{};

std::string slot_of(const HeadGuard::Record& record)
{
    std::string slot(magic);
    append_little_endian(slot, record.commits);
    append_little_endian(slot, static_cast<std::uint32_t>(record.heads.size()));
    for (const TenantHead& head : record.heads) {
        append_little_endian(slot, head.tenant);
        append_little_endian(slot, head.size);
        slot += as_bytes(head.root);
    }
    slot.resize(slot_size - 4, '\0');
    append_little_endian(slot, crc32c(slot));
    return slot;
}

/// The record in a slot; nothing if the slot is damaged. A slot never written says: no commit yet.
std::optional<HeadGuard::Record> read_slot(std::string_view slot)
{
    if (slot.find_first_not_of('\0') == std::string_view::npos) return HeadGuard::Record{};
    if (!slot.starts_with(magic) ||
        read_little_endian<std::uint32_t>(slot, slot_size - 4) != crc32c(slot.substr(0, slot_size - 4)))
        return std::nullopt;
    HeadGuard::Record record;
    record.commits = read_little_endian<std::uint64_t>(slot, magic.size());
    const auto n = read_little_endian<std::uint32_t>(slot, magic.size() + 8);
    if (n > HeadGuard::most_heads) return std::nullopt;
    std::size_t at = magic.size() + 12;
    for (std::uint32_t i = 0; i < n; ++i, at += head_size)
        record.heads.push_back({read_little_endian<std::uint32_t>(slot, at),
                                read_little_endian<std::uint64_t>(slot, at + 4),
                                hash_from_bytes(slot.substr(at + 12, 32))});
    return record;
}

} // namespace

void HeadGuard::create(const Disk& disk, const std::string& file)
{
    disk.write_durably(file, std::string(2 * slot_size, '\0'));
}

HeadGuard::HeadGuard(const Disk& disk, std::string file) : file_(std::move(file))
{
    const std::string bytes = disk.read(file_);
    if (bytes.size() != 2 * slot_size)
        throw Damage(file_, "is not a head guard: " + std::to_string(bytes.size()) + " bytes");
    const std::string_view all = bytes;
    const auto first = read_slot(all.substr(0, slot_size)), second = read_slot(all.substr(slot_size));
    if (!first && !second) throw Damage(file_, "neither slot of the head guard can be read");
    if (!first || !second)
        remark_ = file_ + ": the " + (first ? "second" : "first") +
                  " slot of the head guard cannot be read (a write torn by a power cut, or damage); the other holds";
    const bool first_is_newer = !second || (first && first->commits >= second->commits);
    found_ = last_ = first_is_newer ? *first : *second;
    writing_slot_ = first_is_newer ? 1 : 0;
    require_ok(disk.files().NewRandomRWFile(file_, rocksdb::FileOptions(), &slots_, nullptr), file_);
    require_ok(slots_->Sync(io, nullptr), file_); // what we found may be in the machine's memory only
}

HeadGuard::~HeadGuard() = default;

void HeadGuard::record(std::uint64_t commits, const std::vector<TenantHead>& moved)
{
    const std::lock_guard lock(writing_);
    last_.commits = commits;
    std::erase_if(last_.heads, [&](const TenantHead& old) {
        return std::any_of(moved.begin(), moved.end(),
                           [&](const TenantHead& head) { return head.tenant == old.tenant; });
    });
    last_.heads.insert(last_.heads.begin(), moved.begin(), moved.end());
    if (last_.heads.size() > most_heads) last_.heads.resize(most_heads);
    require_ok(slots_->Write(writing_slot_ * slot_size, slot_of(last_), io, nullptr), file_);
    synced_ = false;
}

void HeadGuard::sync()
{
    const std::lock_guard lock(writing_);
    if (synced_) return;
    require_ok(slots_->Sync(io, nullptr), file_);
    writing_slot_ = 1 - writing_slot_;
    synced_ = true;
}

} // namespace cchc::storage
