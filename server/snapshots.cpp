// Rows of the view `snapshot`, each written as of the last event it holds:
//
//   <part>  →  the part's bytes (projections/parts.cpp)
//   head    →  SHA-256 of what follows · version:u32 · size:u64 · time of the last event · root of the tree of that
//   size ·
//              each part's name, the event it was written as of, and its SHA-256
#include "server/snapshots.hpp"

#include "projections/pack.hpp"
#include "storage/sha256.hpp"

#include <cassert>
#include <stdexcept>

namespace cchc::server {

using domain::Record;
using projections::Pack;
using projections::Unpack;
using projections::Views;
using storage::Hash;
using storage::ViewStore;

static const std::string head_name = "head";

struct Snapshots::Head {
    std::uint32_t version = Views::parts_version;
    std::uint64_t size = 0;
    domain::Instant at;
    Hash root;
    std::map<std::string, Kept> parts;

    std::string packed() const
    {
        Pack pack;
        pack << version << size << at << root << static_cast<std::uint32_t>(parts.size());
        for (const auto& [name, kept] : parts) pack << name << kept.seq << kept.hash;
        return std::string(storage::as_bytes(storage::sha256(pack.out))).append(pack.out);
    }
};

// ── restoring ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Of another version only that version is read.
Snapshots::Head Snapshots::read_head() const
{
    const std::uint64_t size = this->size();
    const auto stored = rows_.as_of(tenant_, view_, head_name, size);
    if (!stored || stored->size() < sizeof(Hash)) throw std::runtime_error("its head is missing");
    const std::string_view body = std::string_view(*stored).substr(sizeof(Hash));
    if (storage::hash_from_bytes(std::string_view(*stored).substr(0, sizeof(Hash))) != storage::sha256(body))
        throw std::runtime_error("its head is damaged");
    Head head;
    Unpack unpack(body);
    unpack >> head.version;
    if (head.version != Views::parts_version) return head;
    std::uint32_t parts = 0;
    unpack >> head.size >> head.at >> head.root >> parts;
    for (; parts > 0; --parts) {
        std::string name;
        Kept kept;
        unpack >> name >> kept.seq >> kept.hash;
        head.parts.emplace(std::move(name), kept);
    }
    unpack.done();
    if (head.size != size) throw std::runtime_error("its head is another's");
    if (size > log_.size(tenant_) || log_.root_at(tenant_, size) != head.root)
        throw std::runtime_error("it is of another log");
    return head;
}

std::string Snapshots::read_part(const std::string& name, const Kept& kept) const
{
    auto stored = rows_.as_of(tenant_, view_, name, kept.seq + 1);
    if (!stored) throw std::runtime_error("its part " + name + " is missing");
    if (storage::sha256(*stored) != kept.hash) throw std::runtime_error("its part " + name + " is damaged");
    return *std::move(stored);
}

Views Snapshots::restore(const Views::ReadRegulation& read_regulation)
{
    Head head = read_head();
    if (head.version != Views::parts_version)
        throw std::runtime_error("it is of version " + std::to_string(head.version));
    std::map<std::string, std::string> parts;
    for (const auto& [name, kept] : head.parts) parts.emplace(name, read_part(name, kept));
    Views fold = Views::from_parts(head.size, head.at, parts, read_regulation);
    last_ = head.size;
    kept_ = std::move(head.parts);
    return fold;
}

std::string Snapshots::wrong_with(const Views& fold) const
{
    assert(fold.size() == size());
    try {
        const Head head = read_head();
        if (head.version != Views::parts_version) return {}; // not ours to judge, and not used
        if (head.at != fold.at()) return "its time is not that of the last event";
        if (head.parts.size() != fold.parts().size()) return "it has not the parts the log adds up to";
        for (const auto& [name, changed] : fold.parts()) {
            const auto kept = head.parts.find(name);
            if (kept == head.parts.end()) return "its part " + name + " is missing";
            if (read_part(name, kept->second) != fold.part(name))
                return "its part " + name + " is not what the log adds up to";
        }
    } catch (const std::exception& e) {
        return e.what();
    }
    return {};
}

// ── taking ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void Snapshots::begin(const Views& fold)
{
    taking_ = fold.size();
    taking_at_ = fold.at();
    for (const auto& [name, changed] : fold.parts())
        if (!kept_.contains(name) || changed >= last_) waiting_.insert(name);
}

void Snapshots::before(const Views& fold, const Record& record, ViewStore::Rows& rows)
{
    if (waiting_.empty()) return;
    for (const std::string& name : fold.parts_changed_by(record))
        if (waiting_.erase(name)) keep(fold, name, rows);
}

void Snapshots::after_commit(const Views& fold, ViewStore::Rows& rows, std::uint64_t every)
{
    if (taking_ == 0) {
        if (fold.size() - last_ < every) return;
        begin(fold);
    }
    for (std::size_t left = parts_a_commit; left > 0 && !waiting_.empty(); --left)
        keep(fold, waiting_.extract(waiting_.begin()).value(), rows);
    if (waiting_.empty()) finish(rows);
}

void Snapshots::complete(const Views& fold, ViewStore::Rows& rows)
{
    const auto finish_it = [&] {
        for (const std::string& name : waiting_) keep(fold, name, rows);
        waiting_.clear();
        finish(rows);
    };
    if (taking_ > 0) finish_it();
    if (fold.size() == last_) return;
    begin(fold);
    finish_it();
}

void Snapshots::keep(const Views& fold, const std::string& name, ViewStore::Rows& rows)
{
    const std::string bytes = fold.part(name);
    const auto standing = kept_.find(name);
    put(name, bytes, standing == kept_.end() ? std::nullopt : std::optional(standing->second.seq), rows);
    kept_[name] = {taking_ - 1, storage::sha256(bytes)};
}

/// Beside the row that belongs to the snapshot that stands; what came before, or belongs to one never finished, goes.
void Snapshots::put(const std::string& name, const std::string& value, std::optional<domain::Sequence> standing,
                    ViewStore::Rows& rows)
{
    rows_.history(tenant_, view_, name, [&](domain::Sequence seq, const auto&) {
        if (seq != standing) rows.drop(tenant_, view_, name, seq);
        return true;
    });
    rows.put(tenant_, view_, name, taking_ - 1, value);
}

void Snapshots::finish(ViewStore::Rows& rows)
{
    Head head;
    head.size = taking_;
    head.at = taking_at_;
    head.root = log_.root_at(tenant_, taking_);
    head.parts = kept_;
    put(head_name, head.packed(), last_ == 0 ? std::nullopt : std::optional(last_ - 1), rows);
    rows.move_cursor(tenant_, view_, taking_);
    last_ = std::exchange(taking_, 0);
}

} // namespace cchc::server
