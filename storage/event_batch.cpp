#include "storage/event_batch.hpp"

#include "storage/failure.hpp"
#include "storage/little_endian.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace cchc::storage {

namespace {

std::string u64_value(std::uint64_t number)
{
    std::string value;
    append_little_endian(value, number);
    return value;
}

std::uint64_t stream_id(TenantNo tenant, StreamNo stream)
{
    return std::uint64_t{tenant} << 32 | stream;
}

bool is_tenant_name(std::string_view name)
{
    return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

template <class T>
void add_once(std::vector<T>& to, const T& value)
{
    if (std::find(to.rbegin(), to.rend(), value) == to.rend()) to.push_back(value);
}

} // namespace

// --- what the sequencer knows ---

std::size_t EventLog::Sequencing::HashOfCommand::operator()(const CommandKey& key) const
{
    std::uint64_t halves[2];
    std::memcpy(halves, key.id.data(), sizeof halves);
    return std::hash<std::uint64_t>()(halves[0] ^ halves[1] * 0x9e3779b97f4a7c15u ^ key.tenant);
}

EventLog::Sequencing::Sequencing(EventLog::Store& durable) : store(durable), last_number(durable.commits)
{
    for (const PublishedTenant& known : store.tenants) {
        TenantState& state = tenants.emplace_back();
        state.about = known.about;
        state.edge = *known.edge.load();
        const auto counters = store.get(store.in.meta, meta_key(state.about.number, "names").view());
        if (counters && counters->size() == 8) {
            state.next_stream = read_little_endian<std::uint32_t>(*counters, 0);
            state.next_tag = read_little_endian<std::uint32_t>(*counters, 4);
        }
        if (state.edge.size() == 0) continue;
        const Sequence last = state.edge.size() - 1;
        const auto stored = store.get(store.in.log, log_key(state.about.number, last).view());
        if (!stored) throw Damage("tenant " + state.about.name + ", event " + std::to_string(last), "is missing");
        state.last_time = store.checked(state.about.number, last, *stored).header.time;
        state.last_second = state.last_time.us / 1'000'000;
    }
}

EventLog::Sequencing::TenantState& EventLog::Sequencing::tenant(TenantNo number)
{
    if (number == 0 || number > tenants.size()) throw Failure("there is no tenant " + std::to_string(number));
    return tenants[number - 1];
}

std::uint32_t& EventLog::Sequencing::version_of(TenantNo tenant, StreamNo stream)
{
    const auto [at, is_new] = versions.try_emplace(stream_id(tenant, stream), 0);
    if (is_new)
        if (const auto value = store.get(store.in.head, head_key(tenant, stream).view()))
            at->second = read_head_value(*value).version;
    return at->second;
}

std::optional<Remembered> EventLog::Sequencing::unwritten_answer(const CommandKey& key) const
{
    for (const auto& [number, answers] : unwritten)
        if (const auto at = answers.find(key); at != answers.end()) return at->second;
    return std::nullopt;
}

void EventLog::Sequencing::forget_written()
{
    while (!unwritten.empty() && unwritten.front().first <= store.commits) unwritten.pop_front();
}

// --- building a batch ---

EventLog::Batch EventLog::begin()
{
    store_->require_running();
    if (store_->settings.read_only) throw Failure("the log was opened for reading only");
    return Batch(*this);
}

EventLog::Batch::Batch(EventLog& log) : log_(&log), building_(std::make_unique<Building>())
{
    assert(!log.sequencing_->building);
    log.sequencing_->building = true;
    log.sequencing_->forget_written();
    building_->content = std::make_unique<Frame::Content>();
}

EventLog::Batch::Batch(Batch&&) noexcept = default;
EventLog::Batch& EventLog::Batch::operator=(Batch&&) noexcept = default;

EventLog::Batch::~Batch()
{
    if (!building_) return;
    log_->sequencing_->building = false;
    // Its events have numbers already: without them there would be a gap.
    if (!empty()) log_->store_->stop("a batch was dropped while it was being built");
}

TenantNo EventLog::Batch::create_tenant(std::string_view name)
{
    auto& tenants = log_->sequencing_->tenants;
    if (!is_tenant_name(name)) throw Failure("not a name for a tenant: '" + std::string(name) + "'");
    for (const auto& tenant : tenants)
        if (tenant.about.name == name) throw Failure("there is a tenant '" + std::string(name) + "' already");
    const auto& in = log_->store_->in;
    auto& puts = building_->content->puts;
    auto& state = tenants.emplace_back();
    state.about.number = static_cast<TenantNo>(tenants.size());
    state.about.name = name;
    state.about.origin = log_->store_->settings.host + "/" + state.about.name + "/e1";
    puts.Put(in.meta, slice(meta_key(0, "format").view()), "1");
    puts.Put(in.meta, slice(meta_key(state.about.number, "tenant").view()),
             slice(state.about.name + "\n" + state.about.origin));
    building_->content->created.push_back(state.about);
    return state.about.number;
}

std::uint32_t EventLog::Batch::number_of(TenantNo tenant, char kind, std::string_view name)
{
    auto& sequencing = *log_->sequencing_;
    auto& state = sequencing.tenant(tenant);
    if (name.empty() || name.size() > 200) throw Failure("not a name for a stream or tag: '" + std::string(name) + "'");
    char key[256];
    const Key front = Key().u32(tenant).u8(static_cast<std::uint8_t>(kind));
    std::memcpy(key, front.view().data(), front.view().size());
    std::memcpy(key + front.view().size(), name.data(), name.size());
    const std::string_view full(key, front.view().size() + name.size());
    if (const auto at = sequencing.names.find(full); at != sequencing.names.end()) return at->second;

    std::uint32_t number = 0;
    if (const auto value = log_->store_->get(log_->store_->in.names, full)) {
        number = read_little_endian<std::uint32_t>(*value, 0);
    } else {
        number = kind == stream_kind ? state.next_stream++ : state.next_tag++;
        std::string bytes;
        append_little_endian(bytes, number);
        building_->content->puts.Put(log_->store_->in.names, slice(full), bytes);
        add_once(building_->renamed, tenant);
    }
    sequencing.names.emplace(full, number);
    return number;
}

StreamNo EventLog::Batch::stream(TenantNo tenant, std::string_view name)
{
    return number_of(tenant, stream_kind, name);
}

TagNo EventLog::Batch::tag(TenantNo tenant, std::string_view name)
{
    return number_of(tenant, tag_kind, name);
}

std::uint32_t EventLog::Batch::stream_version(TenantNo tenant, StreamNo stream) const
{
    return log_->sequencing_->version_of(tenant, stream);
}

Sequence EventLog::Batch::next_seq(TenantNo tenant) const
{
    return log_->sequencing_->tenant(tenant).edge.size();
}

Instant EventLog::Batch::last_time(TenantNo tenant) const
{
    return log_->sequencing_->tenant(tenant).last_time;
}

Appended EventLog::Batch::append(const NewEvent& event)
{
    auto& state = log_->sequencing_->tenant(event.tenant);
    std::uint32_t& version = log_->sequencing_->version_of(event.tenant, event.stream);
    if (event.version != version + 1)
        throw Failure("event " + std::to_string(event.version) + " of a stream that has " + std::to_string(version));
    if (event.time < state.last_time || event.time.us < 0) throw Failure("an event before the one before it");
    if (event.leaf.size() > longest_leaf) throw Failure("a leaf of " + std::to_string(event.leaf.size()) + " bytes");
    if (event.stream == 0 || event.stream >= state.next_stream) throw Failure("an event in a stream without a name");
    if (std::size_t{event.data_offset} + event.data_length > event.leaf.size()) throw Failure("data outside its leaf");
    for (auto tag = event.tags.begin(); tag != event.tags.end(); ++tag)
        if (*tag == 0 || *tag >= state.next_tag || std::find(event.tags.begin(), tag, *tag) != tag)
            throw Failure("an unknown tag, or one given twice");
    if (event.tags.size() > 255) throw Failure("more than 255 tags");

    const auto& in = log_->store_->in;
    auto& puts = building_->content->puts;
    const Appended appended{state.edge.size(), leaf_hash(event.leaf)};
    EntryHeader header;
    header.tags = static_cast<std::uint8_t>(event.tags.size());
    header.type = event.type;
    header.schema = event.schema;
    header.data_offset = event.data_offset;
    header.tenant = event.tenant;
    header.stream = event.stream;
    header.version = event.version;
    header.leaf_length = static_cast<std::uint32_t>(event.leaf.size());
    header.seq = appended.seq;
    header.time = event.time;
    header.data_length = event.data_length;
    const auto header_bytes = encode_header(header, event.leaf);

    const Key key = log_key(event.tenant, appended.seq);
    const rocksdb::Slice key_slice = slice(key.view());
    const rocksdb::Slice parts[] = {{header_bytes.data(), header_bytes.size()}, slice(event.leaf)};
    puts.Put(in.log, rocksdb::SliceParts(&key_slice, 1), rocksdb::SliceParts(parts, 2));
    char seq_bytes[8];
    write_little_endian(seq_bytes, appended.seq);
    const rocksdb::Slice seq_value(seq_bytes, sizeof seq_bytes);
    puts.Put(in.sidx, slice(sidx_key(event.tenant, event.stream, event.version).view()), seq_value);
    for (const TagNo tag : event.tags) puts.Put(in.tag, slice(tag_key(event.tenant, tag, appended.seq).view()), {});
    const std::int64_t second = event.time.us / 1'000'000;
    if (second != state.last_second)
        puts.Put(in.tix, slice(tix_key(event.tenant, static_cast<std::uint64_t>(second)).view()), seq_value);

    building_->completed.clear();
    state.edge.append(appended.leaf_hash, building_->completed);
    for (const Tile& tile : building_->completed)
        puts.Put(in.tile, slice(tile_key(event.tenant, tile.level, tile.index).view()),
                 {reinterpret_cast<const char*>(tile.hashes.data()), tile.hashes.size() * sizeof(Hash)});

    state.last_time = event.time;
    state.last_second = second;
    version = event.version;
    add_once(building_->touched, event.tenant);
    building_->streams.push_back({event.tenant, event.stream, appended.seq});
    ++building_->content->events;
    return appended;
}

std::optional<Remembered> EventLog::Batch::find_command(TenantNo tenant, const CommandId& id) const
{
    const Sequencing::CommandKey key{tenant, id};
    if (const auto at = building_->answers.find(key); at != building_->answers.end()) return at->second;
    if (const auto answer = log_->sequencing_->unwritten_answer(key)) return answer;
    return log_->find_command(tenant, id);
}

void EventLog::Batch::remember(TenantNo tenant, const CommandId& id, const Remembered& answer)
{
    building_->content->puts.Put(log_->store_->in.ids, slice(ids_key(tenant, id).view()), ids_value(answer));
    building_->answers.insert_or_assign(Sequencing::CommandKey{tenant, id}, answer);
}

std::size_t EventLog::Batch::events() const
{
    return building_->content->events;
}
std::size_t EventLog::Batch::bytes() const
{
    return building_->content->puts.GetDataSize();
}
bool EventLog::Batch::empty() const
{
    return building_->content->puts.Count() == 0;
}

EventLog::Frame EventLog::Batch::finish() &&
{
    const std::unique_ptr<Building> done = std::move(building_);
    auto& sequencing = *log_->sequencing_;
    auto& content = *done->content;
    sequencing.building = false;
    Frame frame;
    if (content.puts.Count() == 0) return frame;

    const auto& in = log_->store_->in;
    auto& moved = done->streams;
    std::sort(moved.begin(), moved.end());
    for (std::size_t i = 0; i < moved.size(); ++i) {
        const auto& [tenant, stream, seq] = moved[i];
        if (i + 1 < moved.size() && moved[i + 1].tenant == tenant && moved[i + 1].stream == stream) continue;
        content.puts.Put(in.head, slice(head_key(tenant, stream).view()),
                         head_value({sequencing.version_of(tenant, stream), seq}));
    }
    for (const TenantNo tenant : done->renamed) {
        const auto& state = sequencing.tenant(tenant);
        std::string counters;
        append_little_endian(counters, state.next_stream);
        append_little_endian(counters, state.next_tag);
        content.puts.Put(in.meta, slice(meta_key(tenant, "names").view()), counters);
    }
    content.number = ++sequencing.last_number;
    content.puts.Put(in.meta, slice(meta_key(0, "commits").view()), u64_value(content.number));
    for (const TenantNo tenant : done->touched) content.edges.emplace_back(tenant, sequencing.tenant(tenant).edge);
    if (!done->answers.empty()) sequencing.unwritten.emplace_back(content.number, std::move(done->answers));
    frame.content_ = std::move(done->content);
    return frame;
}

// --- a finished batch ---

EventLog::Frame::Frame() = default;
EventLog::Frame::Frame(Frame&&) noexcept = default;
EventLog::Frame& EventLog::Frame::operator=(Frame&&) noexcept = default;
EventLog::Frame::~Frame() = default;
bool EventLog::Frame::empty() const
{
    return !content_;
}
std::size_t EventLog::Frame::events() const
{
    return content_ ? content_->events : 0;
}

} // namespace cchc::storage
