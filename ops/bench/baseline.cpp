// What the disk and RocksDB give without a server: the measure for what the server adds.
#include "ops/bench/bench.hpp"

#include <atomic>
#include <fcntl.h>
#include <mutex>
#include <rocksdb/db.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace cchc::bench {

namespace {

void told(const char* measure, std::vector<double>& took_ms, double wall, double cpu)
{
    const double n = static_cast<double>(took_ms.size());
    tell(measure, {{"rate", n / wall},
                   {"p50_ms", percentile(took_ms, 0.5)},
                   {"p99_ms", percentile(took_ms, 0.99)},
                   {"cpu_us", cpu / n * 1e6}});
}

/// One writer, one append, one fdatasync, again and again.
void bare_sync(const std::string& folder, std::size_t bytes, double seconds)
{
    const int file = ::open((folder + "/bare").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    if (file < 0) throw std::runtime_error("no file in " + folder);
    const std::string payload(bytes, 'x');
    std::vector<double> took_ms;
    const double began = now_s(), cpu = own_cpu_s();
    while (now_s() - began < seconds) {
        const double asked = now_s();
        if (::write(file, payload.data(), payload.size()) < 0 || ::fdatasync(file) != 0)
            throw std::runtime_error("the disk refuses");
        took_ms.push_back((now_s() - asked) * 1e3);
    }
    told("fdatasync", took_ms, now_s() - began, own_cpu_s() - cpu);
    ::close(file);
}

/// Each writer a thread of its own that puts its payload with `sync`: RocksDB lets those who wait share one sync.
void group_commit(const std::string& folder, std::size_t bytes, std::size_t writers, double seconds)
{
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    if (!rocksdb::DB::Open(options, folder + "/rocksdb", &opened).ok())
        throw std::runtime_error("no RocksDB in " + folder);
    const std::unique_ptr<rocksdb::DB> db(opened);
    std::atomic<std::uint64_t> next{0};
    std::atomic<bool> refused{false};
    std::mutex gathering;
    std::vector<double> took_ms;
    const double began = now_s(), cpu = own_cpu_s();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < writers; ++i)
        threads.emplace_back([&] {
            Dice dice(i);
            std::string payload(bytes, 'x');
            for (char& byte : payload) byte = static_cast<char>(dice.next());
            rocksdb::WriteOptions synced;
            synced.sync = true;
            std::vector<double> mine;
            while (now_s() - began < seconds) {
                const double asked = now_s();
                char key[24];
                const int length = std::snprintf(key, sizeof key, "%020llu", static_cast<unsigned long long>(next++));
                if (!db->Put(synced, rocksdb::Slice(key, static_cast<std::size_t>(length)), payload).ok())
                    refused = true;
                mine.push_back((now_s() - asked) * 1e3);
            }
            const std::lock_guard lock(gathering);
            took_ms.insert(took_ms.end(), mine.begin(), mine.end());
        });
    for (std::thread& thread : threads) thread.join();
    if (refused) throw std::runtime_error("RocksDB refuses");
    told("rocksdb", took_ms, now_s() - began, own_cpu_s() - cpu);
}

} // namespace

void baseline(const Options& options)
{
    const std::string folder = options.text("data");
    std::filesystem::create_directories(folder);
    const std::size_t bytes = options.number("bytes"), writers = options.number("writers", 0);
    const double seconds = options.seconds("seconds", 3);
    if (writers == 0)
        bare_sync(folder, bytes, seconds);
    else
        group_commit(folder, bytes, writers, seconds);
}

} // namespace cchc::bench
