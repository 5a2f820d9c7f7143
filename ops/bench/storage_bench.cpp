// What the log, the trees, the views and the evidence store cost, part by part, on the disk of --data.
//   ninja -C build/release storage_bench && build/release/storage_bench --events 1000000 --data /var/tmp/bench
#include "storage/evidence_store.hpp"
#include "storage/verify.hpp"
#include "storage/view_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <random>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace cchc::storage;

namespace {

double now_s()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
double cpu_s(clockid_t clock = CLOCK_PROCESS_CPUTIME_ID)
{
    timespec at{};
    ::clock_gettime(clock, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

struct Timed {
    double wall = now_s(), cpu = cpu_s();
    double wall_s() const { return now_s() - wall; }
    double cpu_so_far() const { return cpu_s() - cpu; }
};

void line(const char* what, double value, const char* unit)
{
    std::printf("%-58s %12.3f %s\n", what, value, unit);
}

double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// About 400 bytes, as a self score has.
std::string leaf_of(std::uint64_t n)
{
    std::string leaf =
        R"({"specversion":"1.0","id":"0190b5a0-7c3e-7b1a-9c55-0123456789ab","source":"/quang-dien",)"
        R"("type":"vn.cchc.self_score_entered","subject":"assessment/2023-phong-noi-vu","time":"2023-12-01T)"
        R"(00:00:00.000000Z","tenant":"quang-dien","streamversion":1,"schemaversion":1,"actor":"p-7f3k",)"
        R"("actorrole":"agency_officer","commandid":"0190b5a0-7c3e-7b1a-9c55-0123456789ab","n":)" +
        std::to_string(n) + R"(,"data":{"criterion":"II.6.3","points":"0.75"}})";
    leaf.resize(std::max<std::size_t>(leaf.size(), 400), ' ');
    return leaf;
}

/// As UUID version 7: the time first, then chance.
CommandId command_of(std::uint64_t n)
{
    CommandId id{};
    const std::uint64_t ms = n / 30, chance = n * 0x9e3779b97f4a7c15u;
    for (std::size_t i = 0; i < 6; ++i) id[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    for (std::size_t i = 0; i < 8; ++i) id[i + 8] = static_cast<std::uint8_t>(chance >> 8 * i);
    return id;
}

void bare_sync(const std::string& folder)
{
    const int fd = ::open((folder + "/bare").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    const std::string block(4096, 'x');
    std::vector<double> took;
    for (int i = 0; i < 2000; ++i) {
        const double begun = now_s();
        if (::write(fd, block.data(), block.size()) < 0 || ::fdatasync(fd) != 0) std::abort();
        took.push_back((now_s() - begun) * 1e3);
    }
    ::close(fd);
    line("bare append 4 KiB + fdatasync, p50", percentile(took, 0.5), "ms");
    line("bare append 4 KiB + fdatasync, p99", percentile(took, 0.99), "ms");
}

void hashing()
{
    const std::string leaf = leaf_of(1);
    MerkleEdge edge;
    std::vector<Tile> completed;
    constexpr int n = 500'000;
    const Timed timed;
    for (int i = 0; i < n; ++i) edge.append(leaf_hash(leaf), completed);
    line("leaf hash of 400 B + tree, per event", timed.cpu_so_far() / n * 1e6, "us");
}

/// Builds batches of `per_batch` on this thread while another commits the one before, as the server does.
void append(EventLog& log, TenantNo tenant, std::uint64_t events, std::uint64_t per_batch)
{
    std::vector<double> commits;
    double building = 0;
    std::thread committing;
    const Timed timed;
    for (std::uint64_t done = 0; done < events;) {
        const double begun = cpu_s(CLOCK_THREAD_CPUTIME_ID);
        auto batch = log.begin();
        const TagNo tags[] = {batch.tag(tenant, "type/self_score_entered"), batch.tag(tenant, "actor/p-7f3k")};
        for (std::uint64_t i = 0; i < per_batch && done < events; ++i, ++done) {
            NewEvent event;
            event.tenant = tenant;
            const std::string name = "assessment/2023-" + std::to_string(done % 500);
            event.stream = batch.stream(tenant, name);
            event.version = batch.stream_version(tenant, event.stream) + 1;
            const Sequence seq = batch.next_seq(tenant);
            event.time.us = 1'700'000'000'000'000 + static_cast<std::int64_t>(seq) * 1000;
            event.leaf = leaf_of(seq);
            event.tags = {tags[0], tags[1], batch.tag(tenant, "entry/" + name)};
            if (batch.find_command(tenant, command_of(seq))) std::abort();
            batch.append(event);
            batch.remember(tenant, command_of(seq), {seq, 1, 0, {}});
        }
        auto frame = std::move(batch).finish();
        building += cpu_s(CLOCK_THREAD_CPUTIME_ID) - begun;
        if (committing.joinable()) committing.join();
        committing = std::thread([&log, &commits, frame = std::move(frame)]() mutable {
            const double start = now_s();
            log.commit(std::move(frame));
            commits.push_back((now_s() - start) * 1e3);
        });
    }
    committing.join();
    const double n = static_cast<double>(events);
    std::printf("append, %llu a batch:\n", static_cast<unsigned long long>(per_batch));
    line("  rate", n / timed.wall_s(), "events/s");
    line("  sequencer thread, per event", building / n * 1e6, "us CPU");
    line("  whole process with flushes and compactions, per event", timed.cpu_so_far() / n * 1e6, "us CPU");
    line("  commit p50", percentile(commits, 0.5), "ms");
    line("  commit p99", percentile(commits, 0.99), "ms");
}

void reading(const EventLog& log, TenantNo tenant)
{
    const std::uint64_t size = log.size(tenant);
    std::uint64_t bytes = 0;
    {
        const Timed timed;
        log.replay(tenant, 0, size, [&](const Entry& entry) {
            bytes += entry.leaf.size();
            return true;
        });
        line("replay without decoding", static_cast<double>(size) / timed.wall_s(), "events/s");
    }
    std::mt19937_64 random(1);
    const auto each = [&](const char* what, const auto& read) {
        constexpr int n = 2000;
        std::vector<double> took;
        for (int i = 0; i < n; ++i) {
            const double begun = now_s();
            read(random() % size);
            took.push_back((now_s() - begun) * 1e6);
        }
        line((std::string(what) + ", p50").c_str(), percentile(took, 0.5), "us");
        line((std::string(what) + ", p99").c_str(), percentile(took, 0.99), "us");
    };
    each("read one event", [&](Sequence seq) { log.read(tenant, seq, [](const Entry&) {}); });
    each("inclusion proof", [&](Sequence seq) { (void)log.inclusion_proof(tenant, seq, size); });
    each("consistency proof", [&](Sequence seq) { (void)log.consistency_proof(tenant, seq + 1, size); });
    each("size at an instant", [&](Sequence seq) {
        (void)log.size_at(tenant, {1'700'000'000'000'000 + static_cast<std::int64_t>(seq) * 1000});
    });
    each("known command", [&](Sequence seq) { (void)log.find_command(tenant, command_of(seq)); });
    each("unknown command", [&](Sequence seq) { (void)log.find_command(tenant, command_of(size + seq)); });
}

void views(const std::string& folder, std::uint64_t events)
{
    ViewStore::Settings settings;
    settings.folder = folder + "/views";
    ViewStore store(settings);
    const ViewNo view = store.view("ranking", 1);
    const Timed timed;
    for (Sequence seq = 0; seq < events;) {
        ViewStore::Rows rows;
        for (int i = 0; i < 1000 && seq < events; ++i, ++seq)
            rows.put(1, view, "agency-" + std::to_string(seq % 500), seq, std::string(100, 'r'));
        rows.move_cursor(1, view, seq);
        store.write(std::move(rows));
    }
    line("view rows of 100 B written", static_cast<double>(events) / timed.wall_s(), "rows/s");
    std::mt19937_64 random(1);
    std::vector<double> one, all;
    for (int i = 0; i < 300; ++i) {
        const double begun = now_s();
        (void)store.as_of(1, view, "agency-" + std::to_string(random() % 500), random() % events);
        one.push_back((now_s() - begun) * 1e3);
        const double scan = now_s();
        store.scan_as_of(1, view, "agency-", random() % events, [](const ViewStore::Row&) { return true; });
        all.push_back((now_s() - scan) * 1e3);
    }
    line("one row as of any event, p99", percentile(one, 0.99), "ms");
    line("500 rows as of any event, p50", percentile(all, 0.5), "ms");
    line("500 rows as of any event, p99", percentile(all, 0.99), "ms");
}

void evidence(const std::string& folder)
{
    EvidenceStore store(Disk(), folder + "/evidence");
    const std::string piece(1 << 20, 'e');
    const Timed timed;
    auto upload = store.start("bench", "");
    for (int i = 0; i < 50; ++i) upload.append(piece);
    (void)upload.finish();
    line("evidence of 50 MiB, hashed, synced and named", 50 * 1.048576 / timed.wall_s(), "MB/s");
}

} // namespace

int main(int argc, char** argv)
{
    std::uint64_t events = 200'000;
    std::string folder = "/tmp/storage-bench";
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::string(argv[i]) == "--events") events = std::strtoull(argv[i + 1], nullptr, 10);
        if (std::string(argv[i]) == "--data") folder = argv[i + 1];
    }
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    bare_sync(folder);
    hashing();
    LogSettings settings;
    settings.folder = folder + "/data";
    {
        EventLog log(settings);
        auto batch = log.begin();
        const TenantNo tenant = batch.create_tenant("quang-dien");
        log.commit(std::move(batch).finish());
        append(log, tenant, 2000, 1);
        append(log, tenant, events / 10, 64);
        append(log, tenant, events, 1000);
    }
    {
        const Timed timed;
        const EventLog log(settings);
        line("restart with a WAL to replay", timed.wall_s(), "s");
        reading(log, 1);
    }
    {
        VerifyPlan plan;
        plan.log = settings;
        const Timed timed;
        const Verification result = verify(plan);
        if (!result.is_clean())
            std::printf("DAMAGE: %s: %s\n", result.findings[0].where.c_str(), result.findings[0].what.c_str());
        line("verify", static_cast<double>(result.events) / timed.wall_s(), "events/s");
    }
    views(folder, events);
    evidence(folder);
    std::filesystem::remove_all(folder);
}
