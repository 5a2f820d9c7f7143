// The core without a server, on the data folder of `seed`: what the log, the fold, the views, the tree and the files
// cost.
#include "ops/bench/bench.hpp"

#include "domain/world.hpp"
#include "projections/views.hpp"
#include "storage/event_codec.hpp"
#include "storage/event_log.hpp"
#include "storage/evidence_store.hpp"
#include "storage/key_store.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/view_store.hpp"

#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace cchc::bench {

namespace {

using storage::Entry;

/// Events a second of processor time of the one thread that did it: what else runs on the machine does not count.
class Stretch {
public:
    void report(std::string_view measure, double events) const
    {
        const double cpu = thread_cpu_s() - cpu_;
        tell(measure, {{"rate", events / cpu}, {"cpu_us", cpu / events * 1e6}, {"wall_s", now_s() - wall_}});
    }

private:
    double wall_ = now_s(), cpu_ = thread_cpu_s();
};

class LongLog {
public:
    explicit LongLog(const std::filesystem::path& folder)
        : log_(settings(folder)), evidence_(storage::EvidenceStore::for_reading({}, folder / "evidence")),
          tenant_(log_.tenants().front().number), size_(log_.size(tenant_))
    {}

    const storage::EventLog& log() const { return log_; }
    storage::TenantNo tenant() const { return tenant_; }
    std::uint64_t size() const { return size_; }
    double events() const { return static_cast<double>(size_); }

    void entries(const std::function<void(const Entry&)>& take) const
    {
        log_.replay(tenant_, 0, size_, [&](const Entry& entry) {
            take(entry);
            return true;
        });
    }
    /// Every event decoded, as the server does at its start; a regulation is read before the event that names it.
    void
    records(const std::function<void(const domain::Record&)>& take,
            const std::function<void(const domain::Sha256&, std::shared_ptr<const domain::Regulation>)>& learn) const
    {
        std::unordered_map<storage::StreamNo, domain::StreamName> streams;
        entries([&](const Entry& entry) {
            const auto& header = entry.header;
            auto known = streams.find(header.stream);
            if (known == streams.end())
                known = streams.emplace(header.stream, storage::decode(entry.leaf).record.stream).first;
            const domain::Record record = storage::replay(entry.leaf, header.type, header.schema, header.data_offset,
                                                          header.seq, header.time, known->second);
            if (const auto* family = std::get_if<domain::RegulationEvent>(&record.event)) {
                if (const domain::FileRef* document = domain::document_of(*family)) {
                    std::string text;
                    evidence_.read(document->sha256, 0, document->size, [&](std::string_view piece) { text += piece; });
                    learn(document->sha256, std::make_shared<const domain::Regulation>(storage::read_regulation(text)));
                }
            }
            take(record);
        });
    }

private:
    static storage::LogSettings settings(const std::filesystem::path& folder)
    {
        storage::LogSettings settings;
        settings.folder = folder;
        settings.read_only = true;
        return settings;
    }
    storage::EventLog log_;
    storage::EvidenceStore evidence_;
    storage::TenantNo tenant_;
    std::uint64_t size_;
};

void replay(const LongLog& long_log)
{
    std::uint64_t bytes = 0;
    {
        const Stretch stretch;
        long_log.entries([&](const Entry& entry) { bytes += entry.leaf.size(); });
        stretch.report("replay raw", long_log.events());
    }
    tell("leaf", {{"bytes", static_cast<double>(bytes) / long_log.events()}});
    {
        const Stretch stretch;
        long_log.records([](const auto&) {}, [](const auto&, const auto&) {});
        stretch.report("replay decoded", long_log.events());
    }
    {
        domain::World world;
        const Stretch stretch;
        long_log.records([&](const domain::Record& record) { evolve(world, record); },
                         [&](const auto& document, auto regulation) { world.library[document] = regulation; });
        stretch.report("replay world", long_log.events());
    }
    projections::Views views;
    std::vector<projections::RowChange> changes;
    const Stretch stretch;
    long_log.records(
        [&](const domain::Record& record) {
            changes.clear();
            views.project(record, changes);
        },
        [&](const auto& document, auto regulation) { views.learn(document, regulation); });
    stretch.report("replay views", long_log.events());
}

/// Every row of every view made anew in an empty store, as after a new version of a view.
void rebuild(const LongLog& long_log, const std::filesystem::path& scratch)
{
    const std::filesystem::path folder = scratch / "rebuilt";
    const double wall = now_s(), cpu = own_cpu_s();
    {
        storage::ViewStore::Settings settings;
        settings.folder = folder;
        storage::ViewStore store(settings);
        std::map<projections::View, storage::ViewNo> numbers;
        for (const projections::View view : projections::all_views)
            numbers[view] = store.view(projections::name_of(view), projections::version_of(view));
        projections::Views views;
        std::vector<projections::RowChange> changes;
        storage::ViewStore::Rows rows;
        store.begin_bulk();
        long_log.records(
            [&](const domain::Record& record) {
                changes.clear();
                views.project(record, changes);
                for (const auto& change : changes)
                    rows.put(long_log.tenant(), numbers.at(change.view), change.key, record.seq, change.value);
                if (rows.bytes() < (4u << 20)) return;
                for (const auto& [view, number] : numbers) rows.move_cursor(long_log.tenant(), number, record.seq + 1);
                store.write(std::move(rows));
                rows = {};
            },
            [&](const auto& document, auto regulation) { views.learn(document, regulation); });
        for (const auto& [view, number] : numbers) rows.move_cursor(long_log.tenant(), number, long_log.size());
        store.write(std::move(rows));
        store.end_bulk();
        store.flush();
    }
    double bytes = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
        if (file.is_regular_file()) bytes += static_cast<double>(file.file_size());
    tell("rebuild", {{"rate", long_log.events() / (now_s() - wall)},
                     {"cpu_us", (own_cpu_s() - cpu) / long_log.events() * 1e6},
                     {"wall_s", now_s() - wall},
                     {"bytes_each", bytes / long_log.events()}});
    std::filesystem::remove_all(folder);
}

void merkle(const LongLog& long_log)
{
    std::vector<std::string> leaves;
    long_log.log().replay(long_log.tenant(), long_log.size() / 2, long_log.size(), [&](const Entry& entry) {
        leaves.emplace_back(entry.leaf);
        return leaves.size() < 100'000;
    });
    storage::MerkleEdge edge;
    std::vector<storage::Tile> completed;
    const Stretch stretch;
    for (const std::string& leaf : leaves) {
        completed.clear();
        edge.append(storage::leaf_hash(leaf), completed);
    }
    stretch.report("merkle", static_cast<double>(leaves.size()));

    Dice dice(7);
    const auto each = [&](std::string_view measure, const auto& prove) {
        std::vector<double> took_ms;
        for (int i = 0; i < 2000; ++i) {
            const double begun = now_s();
            prove(dice.below(long_log.size()));
            took_ms.push_back((now_s() - begun) * 1e3);
        }
        tell(measure, {{"p50_ms", percentile(took_ms, 0.5)}, {"p99_ms", percentile(took_ms, 0.99)}});
    };
    const auto& log = long_log.log();
    each("inclusion proof",
         [&](auto seq) { static_cast<void>(log.inclusion_proof(long_log.tenant(), seq, long_log.size())); });
    each("consistency proof",
         [&](auto seq) { static_cast<void>(log.consistency_proof(long_log.tenant(), seq + 1, long_log.size())); });
}

void regulation(const std::string& file)
{
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    std::vector<double> took_ms;
    for (int i = 0; i < 50; ++i) {
        const double begun = now_s();
        static_cast<void>(storage::read_regulation(text.str()));
        took_ms.push_back((now_s() - begun) * 1e3);
    }
    tell("regulation", {{"p50_ms", percentile(took_ms, 0.5)}, {"p99_ms", percentile(took_ms, 0.99)}});
}

/// Fifty megabytes into the store and out again, as they come and sealed.
void evidence(const std::filesystem::path& scratch)
{
    constexpr int pieces = 50;
    constexpr double mb = pieces * 1.048576;
    const std::filesystem::path folder = scratch / "files";
    const std::string piece(1 << 20, 'e');
    for (const bool sealed : {false, true}) {
        {
            storage::KeyStore keys({}, folder / "keys", folder / "master.key");
            storage::EvidenceStore store({}, folder / "evidence", sealed ? &keys : nullptr);
            const double begun = now_s();
            auto upload = store.start("bench", "");
            for (int i = 0; i < pieces; ++i) upload.append(piece);
            const storage::Hash hash = upload.finish();
            const double in = now_s();
            static_cast<void>(store.is_intact(hash));
            tell(sealed ? "evidence sealed" : "evidence",
                 {{"mb_s", mb / (in - begun)}, {"out_mb_s", mb / (now_s() - in)}});
        }
        std::filesystem::remove_all(folder);
    }
}

} // namespace

void core(const Options& options)
{
    const std::filesystem::path scratch = options.text("scratch");
    const LongLog long_log(options.text("data"));
    replay(long_log);
    rebuild(long_log, scratch);
    merkle(long_log);
    regulation(options.text("regulation"));
    evidence(scratch);
}

} // namespace cchc::bench
