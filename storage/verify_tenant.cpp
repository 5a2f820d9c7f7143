#include "storage/verify_tenant.hpp"

#include "storage/data_folder.hpp"
#include "storage/failure.hpp"
#include "storage/little_endian.hpp"
#include "storage/log_store.hpp"

#include <algorithm>
#include <cstring>
#include <future>
#include <unordered_map>

namespace cchc::storage {

namespace {

/// Rows of one tenant in one family, in order, every checksum verified.
class Rows {
public:
    Rows(const EventLog::Store& store, rocksdb::ColumnFamilyHandle* family, TenantNo tenant)
        : family_(family->GetName()), first_(Key().u32(tenant)), end_(Key().u32(tenant + 1)), upper_(slice(end_.view()))
    {
        auto options = scanning();
        options.iterate_upper_bound = &upper_;
        rows_.reset(store.db->NewIterator(options, family));
        rows_->Seek(slice(first_.view()));
    }
    bool more()
    {
        if (!rows_->Valid()) require_ok(rows_->status(), "family " + family_);
        return rows_->Valid();
    }
    void next() { rows_->Next(); }
    std::string_view key() const { return bytes_of(rows_->key()); }
    std::string_view value() const { return bytes_of(rows_->value()); }

private:
    std::string family_;
    Key first_, end_;
    rocksdb::Slice upper_;
    std::unique_ptr<rocksdb::Iterator> rows_;
};

std::uint64_t place_in_stream(StreamNo stream, std::uint32_t version)
{
    return std::uint64_t{stream} << 32 | version;
}

/// Everything about one tenant's log. Each check throws Damage at the first thing wrong.
class TenantCheck {
public:
    TenantCheck(const VerifyPlan& plan, const EventLog& log, Tenant tenant, Verification& result)
        : plan_(plan), log_(log), store_(log.store()), tenant_(std::move(tenant)), result_(result)
    {}

    void names();
    void events();
    void streams();
    void tags();
    void commands();

private:
    [[noreturn]] void damage(const std::string& what, const std::string& why) const
    {
        throw Damage("tenant " + tenant_.name + ", " + what, why);
    }
    [[noreturn]] void damage(Sequence seq, const std::string& why) const
    {
        damage("event " + std::to_string(seq), why);
    }
    void event(const Entry& entry);
    void second_begins(const Entry& entry);
    void tile(const Tile& tile);
    void checkpoints_at(std::uint64_t size);
    void guard_at(std::uint64_t size);
    void facts(const Entry& entry);

    const VerifyPlan& plan_;
    const EventLog& log_;
    const EventLog::Store& store_;
    Tenant tenant_;
    Verification& result_;

    std::unordered_map<std::string, std::uint32_t> stream_numbers_;
    std::uint32_t next_stream_ = 1, next_tag_ = 1;

    // Gathered from the events, then held against the indexes.
    MerkleEdge edge_;
    std::vector<Tile> completed_;
    Instant last_time_;
    std::int64_t last_second_ = -1;
    std::vector<std::uint64_t> places_;     // by seq: stream and version
    std::vector<std::uint8_t> tags_;        // by seq: tag keys still to be met
    std::vector<std::uint64_t> command_of_; // by seq: 8 bytes of the command's hash, 0 for none
    std::unordered_map<StreamNo, StreamHead> heads_;
    std::optional<Rows> seconds_, notes_;
    std::optional<VerifierKey> key_;
};

void TenantCheck::names()
{
    if (const auto counters = store_.get(store_.in.meta, meta_key(tenant_.number, "names").view())) {
        if (counters->size() != 8) damage("names", "their counters cannot be read");
        next_stream_ = read_little_endian<std::uint32_t>(*counters, 0);
        next_tag_ = read_little_endian<std::uint32_t>(*counters, 4);
    }
    std::vector<bool> stream_seen(next_stream_), tag_seen(next_tag_);
    for (Rows rows(store_, store_.in.names, tenant_.number); rows.more(); rows.next()) {
        const char kind = rows.key().size() > 5 ? rows.key()[4] : '?';
        const std::string name(rows.key().substr(std::min<std::size_t>(5, rows.key().size())));
        if ((kind != stream_kind && kind != tag_kind) || rows.value().size() != 4)
            damage("names", "'" + name + "' cannot be read");
        const auto number = read_little_endian<std::uint32_t>(rows.value(), 0);
        auto& seen = kind == stream_kind ? stream_seen : tag_seen;
        if (number == 0 || number >= seen.size() || seen[number])
            damage("names", "'" + name + "' has a number out of order");
        seen[number] = true;
        if (kind == stream_kind) stream_numbers_[name] = number;
    }
    for (std::size_t n = 1; n < stream_seen.size(); ++n)
        if (!stream_seen[n]) damage("names", "stream " + std::to_string(n) + " has no name");
    for (std::size_t n = 1; n < tag_seen.size(); ++n)
        if (!tag_seen[n]) damage("names", "tag " + std::to_string(n) + " has no name");
}

// --- events ---

void TenantCheck::events()
{
    const std::uint64_t size = log_.size(tenant_.number);
    if (store_.stored_size(tenant_.number) != size) damage("events", "some lie beyond the end of the log");
    places_.reserve(size);
    tags_.reserve(size);
    if (plan_.read_leaf) command_of_.reserve(size);
    seconds_.emplace(store_, store_.in.tix, tenant_.number);
    notes_.emplace(store_, store_.in.cp, tenant_.number);
    const auto key_file = DataFolder{plan_.log.folder}.key_of(tenant_.name);
    if (std::filesystem::exists(key_file))
        key_ = SigningKey::open_or_create(key_file, tenant_.origin, [] { return SigningKey::Seed{}; }).verifier();

    checkpoints_at(0);
    log_.replay(tenant_.number, 0, size, [&](const Entry& entry) {
        event(entry);
        if (plan_.progress && (entry.header.seq & 0xffff) == 0xffff)
            plan_.progress(tenant_.name, entry.header.seq + 1, size);
        return true;
    });
    if (plan_.progress) plan_.progress(tenant_.name, size, size);
    if (edge_.root() != log_.root(tenant_.number)) damage("tree", "its root is not that of the events");
    if (seconds_->more()) damage("family tix", "a second without an event");
    if (notes_->more()) damage("checkpoints", "one covers events the log does not hold");
    if (result_.checkpoints > 0 && !key_)
        result_.findings.push_back(
            {Finding::Kind::remark, key_file.string(), "is missing: signatures of checkpoints were not verified"});
}

void TenantCheck::event(const Entry& entry)
{
    const EntryHeader& header = entry.header;
    if (header.time < last_time_) damage(header.seq, "happened before the one before it");
    if (header.stream == 0 || header.stream >= next_stream_) damage(header.seq, "is of a stream without a name");
    if (plan_.read_leaf) facts(entry);
    second_begins(entry);
    last_time_ = header.time;
    places_.push_back(place_in_stream(header.stream, header.version));
    tags_.push_back(header.tags);
    StreamHead& head = heads_[header.stream];
    if (header.version != head.version + 1) damage(header.seq, "is not the next of its stream");
    head = {header.version, header.seq};

    completed_.clear();
    edge_.append(leaf_hash(entry.leaf), completed_);
    for (const Tile& done : completed_) tile(done);
    checkpoints_at(edge_.size());
    guard_at(edge_.size());
    ++result_.events;
}

void TenantCheck::facts(const Entry& entry)
{
    const EntryHeader& header = entry.header;
    LeafFacts facts;
    try {
        facts = plan_.read_leaf(entry.leaf);
    } catch (const std::exception& failure) {
        damage(header.seq, std::string("its leaf cannot be read: ") + failure.what());
    }
    const auto stream = stream_numbers_.find(facts.stream);
    const char* differing = facts.tenant != tenant_.name                                         ? "tenant"
                            : stream == stream_numbers_.end() || stream->second != header.stream ? "stream"
                            : facts.version != header.version                                    ? "version"
                            : facts.type != header.type                                          ? "type"
                            : facts.schema != header.schema                                      ? "schema version"
                            : facts.time != header.time                                          ? "time"
                            : facts.data_offset != header.data_offset || facts.data_length != header.data_length
                                ? "place of its data"
                                : nullptr;
    if (differing) damage(header.seq, std::string("header and leaf differ in ") + differing);
    std::uint64_t command = 0;
    if (facts.command) {
        const std::string_view id(reinterpret_cast<const char*>(facts.command->data()), facts.command->size());
        std::memcpy(&command, id.data() + 8, sizeof command); // the half of a UUID that is random in every version
        if (command == 0) command = 1;
    }
    command_of_.push_back(command);
}

void TenantCheck::second_begins(const Entry& entry)
{
    const std::int64_t second = entry.header.time.us / 1'000'000;
    if (second == last_second_) return;
    last_second_ = second;
    const Key expected = tix_key(tenant_.number, static_cast<std::uint64_t>(second));
    if (!seconds_->more() || seconds_->key() != expected.view() || seconds_->value().size() != 8 ||
        read_little_endian<Sequence>(seconds_->value(), 0) != entry.header.seq)
        damage(entry.header.seq, "is not found by its time");
    seconds_->next();
}

void TenantCheck::tile(const Tile& tile)
{
    if (store_.complete_tile(tenant_.number, tile.level, tile.index) != tile.hashes)
        damage("tile " + tile_path(tile.level, tile.index), "is not that of the events");
    ++result_.tiles;
}

void TenantCheck::checkpoints_at(std::uint64_t size)
{
    for (; notes_->more() && notes_->key().size() == 12 && read_big_endian<std::uint64_t>(notes_->key(), 4) <= size;
         notes_->next()) {
        const std::string where =
            "checkpoint of size " + std::to_string(read_big_endian<std::uint64_t>(notes_->key(), 4));
        const auto note = Note::parse(notes_->value());
        const auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
        if (!checkpoint || checkpoint->origin != tenant_.origin || checkpoint->size != size)
            damage(where, "cannot be read");
        if (key_ && !is_signed_by(*note, std::span(&*key_, 1))) damage(where, "is not signed by this log's key");
        if (checkpoint->root != edge_.root()) damage(where, "its root is not that of the events");
        ++result_.checkpoints;
    }
}

void TenantCheck::guard_at(std::uint64_t size)
{
    for (const TenantHead& head : store_.guard->found().heads)
        if (head.tenant == tenant_.number && head.size == size && head.root != edge_.root())
            damage("head guard", "its root of size " + std::to_string(size) + " is not that of the events");
}

// --- indexes ---

void TenantCheck::streams()
{
    std::uint64_t met = 0;
    for (Rows rows(store_, store_.in.sidx, tenant_.number); rows.more(); rows.next(), ++met) {
        if (rows.key().size() != 12 || rows.value().size() != 8)
            damage("family sidx", "a key or value of wrong length");
        const auto seq = read_little_endian<Sequence>(rows.value(), 0);
        const auto place = read_big_endian<std::uint64_t>(rows.key(), 4);
        if (seq >= places_.size() || places_[seq] != place)
            damage("stream " + std::to_string(place >> 32) + ", version " + std::to_string(place & 0xffffffff),
                   "points to event " + std::to_string(seq) + ", which is another");
    }
    // Every key points to its own event, so as many keys as events means every event is found.
    if (met != places_.size())
        damage("family sidx", std::to_string(places_.size() - met) + " events are not found by their stream");
    met = 0;
    for (Rows rows(store_, store_.in.head, tenant_.number); rows.more(); rows.next(), ++met) {
        const auto stream = read_big_endian<StreamNo>(rows.key(), 4);
        const StreamHead head = read_head_value(rows.value());
        const auto at = heads_.find(stream);
        if (at == heads_.end() || at->second.version != head.version || at->second.seq != head.seq)
            damage("stream " + std::to_string(stream), "its head is not its last event");
    }
    if (met != heads_.size()) damage("family head", "a stream has no head");
}

void TenantCheck::tags()
{
    for (Rows rows(store_, store_.in.tag, tenant_.number); rows.more(); rows.next()) {
        if (rows.key().size() != 16) damage("family tag", "a key of wrong length");
        const auto tag = read_big_endian<TagNo>(rows.key(), 4);
        const auto seq = read_big_endian<Sequence>(rows.key(), 8);
        if (tag == 0 || tag >= next_tag_ || seq >= tags_.size() || tags_[seq]-- == 0)
            damage("tag " + std::to_string(tag), "points to event " + std::to_string(seq) + ", which does not have it");
    }
    const auto untold = std::find_if(tags_.begin(), tags_.end(), [](std::uint8_t left) { return left != 0; });
    if (untold != tags_.end()) damage(static_cast<Sequence>(untold - tags_.begin()), "is not found by one of its tags");
}

void TenantCheck::commands()
{
    std::vector<bool> remembered(places_.size());
    for (Rows rows(store_, store_.in.ids, tenant_.number); rows.more(); rows.next()) {
        const auto answer = read_ids_value(rows.value());
        if (rows.key().size() != 20 || !answer || answer->first_seq + answer->count > places_.size())
            damage("family ids", "the answer to a command cannot be read");
        std::uint64_t command = 0;
        std::memcpy(&command, rows.key().data() + 12, sizeof command);
        if (command == 0) command = 1;
        for (Sequence seq = answer->first_seq; seq < answer->first_seq + answer->count; ++seq) {
            if (!command_of_.empty() && command_of_[seq] != command)
                damage(seq, "is remembered as the answer to another command");
            if (remembered[seq]) damage(seq, "is remembered as the answer to two commands");
            remembered[seq] = true;
        }
    }
    for (Sequence seq = 0; seq < command_of_.size(); ++seq)
        if (command_of_[seq] != 0 && !remembered[seq]) damage(seq, "its command is not remembered");
}

} // namespace

std::optional<Finding> finding_of(const std::string& where, const std::function<void()>& check)
{
    try {
        check();
        return std::nullopt;
    } catch (const Damage& damage) {
        return Finding{Finding::Kind::damage, damage.where(),
                       std::string(damage.what()).substr(damage.where().size() + 2)};
    } catch (const Failure& failure) {
        return Finding{Finding::Kind::damage, where, failure.what()};
    }
}

void verify_tenant(const VerifyPlan& plan, const EventLog& log, const Tenant& tenant, Verification& result)
{
    const std::string where = "tenant " + tenant.name;
    const auto note = [&](const std::optional<Finding>& finding) {
        if (finding) result.findings.push_back(*finding);
    };
    TenantCheck check(plan, log, tenant, result);
    const auto of_events = finding_of(where, [&] {
        check.names();
        check.events();
    });
    note(of_events);
    if (of_events) return; // the indexes are held against the events
    const auto beside = [&](auto part) {
        return std::async(std::launch::async,
                          [&check, where, part] { return finding_of(where, [&] { (check.*part)(); }); });
    };
    auto streams = beside(&TenantCheck::streams), tags = beside(&TenantCheck::tags);
    note(finding_of(where, [&] { check.commands(); }));
    note(streams.get());
    note(tags.get());
}

} // namespace cchc::storage
